/* Files whose name is gone while they have another one: open twice, mapped, two names gone at once. */
#include "victim.h"
#include <sys/mman.h>

static int writer, reader, second;
static char *mapping;
static char *other_path;

static int make(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0640);

    MUST(fd >= 0 && write(fd, "contents", 8) == 8);
    return fd;
}

static void set_up(const char *directory)
{
    char *path = in(directory, "name");
    char *second_path = in(directory, "second name");

    other_path = in(directory, "other");
    writer = make(path);
    MUST(ftruncate(writer, 8192) == 0 && link(path, other_path) == 0 && link(path, second_path) == 0);
    MUST((reader = open(path, O_RDONLY)) >= 0 && lseek(reader, 3, SEEK_SET) == 3);
    MUST((second = open(second_path, O_RDONLY)) >= 0);
    MUST((mapping = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, writer, 0)) != MAP_FAILED);
    MUST(unlink(path) == 0 && unlink(second_path) == 0);
}

/* The text of our own link to a descriptor. */
static int leads_to(int fd, const char *end)
{
    char name[64], text[PATH_MAX];

    snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, text, sizeof(text) - 1);
    if (length < (ssize_t)strlen(end)) {
        return 0;
    }
    text[length] = 0;
    return strcmp(text + length - strlen(end), end) == 0;
}

static const char *check(void)
{
    char bytes[8] = {0};
    struct stat file, other;

    EXPECT(fstat(writer, &file) == 0 && stat(other_path, &other) == 0);
    EXPECT(file.st_ino == other.st_ino && file.st_nlink == 1 && file.st_size == 8192);
    EXPECT(fstat(reader, &file) == 0 && file.st_ino == other.st_ino);
    EXPECT(fstat(second, &file) == 0 && file.st_ino == other.st_ino);
    EXPECT(lseek(writer, 0, SEEK_CUR) == 8 && lseek(reader, 0, SEEK_CUR) == 3);
    EXPECT(read(reader, bytes, 5) == 5 && memcmp(bytes, "tents", 5) == 0 && lseek(reader, 3, SEEK_SET) == 3);
    EXPECT(memcmp(mapping, "contents", 8) == 0);
    mapping[4096] = 'm';
    EXPECT(pread(second, bytes, 1, 4096) == 1 && bytes[0] == 'm');
    mapping[4096] = 0;
    EXPECT(leads_to(writer, "/name (deleted)") && leads_to(second, "/second name (deleted)"));
    return NULL;
}
