/*
 * What has no name any more: a file below a deleted directory, the directory itself, one whose name another file has now,
 * a fifo, the working directory, a file with two open files of it, one mapped and one executed.
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/wait.h>

static int below, folder, replaced, same, place, deep, empty;
static char *mapped, *replacement;
static struct stat was;

static void set_up(const char *work)
{
    char *directory = in(work, "directory"), *inner = in(work, "directory/inner");
    int fd;

    MUST(mkdir(directory, 0750) == 0 && mkdir(inner, 0711) == 0);
    MUST((below = open(in(work, "directory/inner/file"), O_RDWR | O_CREAT, 0604)) >= 0 && write(below, "below", 5) == 5);
    MUST((deep = open(inner, O_RDONLY | O_DIRECTORY)) >= 0 && (folder = open(directory, O_RDONLY | O_DIRECTORY)) >= 0);
    MUST((place = open(directory, O_PATH)) >= 0);
    MUST(unlink(in(work, "directory/inner/file")) == 0 && rmdir(inner) == 0 && rmdir(directory) == 0);
    replacement = in(work, "replaced");
    MUST((replaced = open(replacement, O_RDWR | O_CREAT, 0600)) >= 0 && write(replaced, "old", 3) == 3);
    MUST((same = open(replacement, O_RDONLY)) >= 0);
    MUST((fd = open(in(work, "new"), O_RDWR | O_CREAT, 0600)) >= 0 && write(fd, "newer", 5) == 5 && close(fd) == 0);
    MUST(rename(in(work, "new"), replacement) == 0);
    MUST((fd = open(in(work, "mapped"), O_RDWR | O_CREAT, 0600)) >= 0 && write(fd, "mapped", 6) == 6);
    MUST((mapped = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) != MAP_FAILED && close(fd) == 0);
    MUST(unlink(in(work, "mapped")) == 0);
    MUST(mkdir(in(work, "cwd"), 0700) == 0 && chdir(in(work, "cwd")) == 0 && rmdir(in(work, "cwd")) == 0);
    MUST((empty = open(in(work, "empty"), O_RDWR | O_CREAT, 0000)) >= 0 && unlink(in(work, "empty")) == 0);
    MUST(fstat(folder, &was) == 0);
}

/* What the link of a descriptor says ends like this. */
static int ends(int fd, const char *end)
{
    char path[40], text[PATH_MAX];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    ssize_t n = readlink(path, text, sizeof(text) - 1);
    text[n > 0 ? n : 0] = 0;
    return n > (ssize_t)strlen(end) && !strcmp(text + n - strlen(end), end);
}

static const char *check(void)
{
    struct stat one, two;
    char text[PATH_MAX];

    EXPECT(ends(below, "/directory/inner/file (deleted)") && ends(folder, "/directory (deleted)"));
    EXPECT(ends(deep, "/directory/inner (deleted)") && ends(place, "/directory (deleted)"));
    EXPECT(pread(below, text, 8, 0) == 5 && !memcmp(text, "below", 5) && fstat(below, &one) == 0);
    EXPECT((one.st_mode & 07777) == 0604 && one.st_nlink == 0);
    EXPECT(openat(folder, "x", O_CREAT | O_RDWR, 0600) == -1 && errno == ENOENT);
    EXPECT(fstat(folder, &one) == 0 && (one.st_mode & 07777) == 0750);
    EXPECT(fstat(place, &two) == 0 && one.st_ino == two.st_ino);
    EXPECT(pread(replaced, text, 8, 0) == 3 && pread(same, text, 8, 0) == 3 && !memcmp(text, "old", 3));
    EXPECT(fstat(replaced, &one) == 0 && fstat(same, &two) == 0 && one.st_ino == two.st_ino);
    EXPECT(stat(replacement, &one) == 0 && one.st_size == 5);
    EXPECT(!memcmp(mapped, "mapped", 6));
    EXPECT(getcwd(text, sizeof(text)) == NULL && errno == ENOENT);
    EXPECT(open("x", O_CREAT | O_RDWR, 0600) == -1 && errno == ENOENT);
    EXPECT(fstat(empty, &one) == 0 && (one.st_mode & 07777) == 0 && one.st_size == 0);
    return NULL;
}
