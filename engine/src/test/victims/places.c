/* Its program and its directory without a name, a deleted directory, descriptors for a place only, a large sparse ghost. */
#include "victim.h"

#define HUGE (1LL << 34)
#define MIDDLE (1LL << 33)

static int folder, place, link_place, sparse;
static char *target_path;

static void set_up(const char *directory)
{
    char *gone = in(directory, "gone");
    char *home = in(directory, "home");
    char *link_path = in(directory, "link");
    char *sparse_path = in(directory, "sparse");

    MUST(mkdir(gone, 0750) == 0 && (folder = open(gone, O_RDONLY | O_DIRECTORY)) >= 0 && rmdir(gone) == 0);
    target_path = in(directory, "target");
    int target = open(target_path, O_WRONLY | O_CREAT, 0600);
    MUST(target >= 0 && close(target) == 0 && symlink("target", link_path) == 0);
    MUST((place = open(target_path, O_PATH)) >= 0);
    MUST((link_place = open(link_path, O_PATH | O_NOFOLLOW)) >= 0);
    MUST((sparse = open(sparse_path, O_RDWR | O_CREAT, 0600)) >= 0 && ftruncate(sparse, HUGE) == 0);
    MUST(pwrite(sparse, "middle", 6, MIDDLE) == 6 && unlink(sparse_path) == 0);
    MUST(mkdir(home, 0700) == 0 && chdir(home) == 0 && rmdir(home) == 0);
    MUST(unlink(program_invocation_name) == 0);
}

static const char *check(void)
{
    char bytes[16] = {0};
    struct stat file, named;

    EXPECT(fstat(folder, &file) == 0 && S_ISDIR(file.st_mode) && (file.st_mode & 07777) == 0750);
    EXPECT(openat(folder, "x", O_WRONLY | O_CREAT, 0600) == -1 && errno == ENOENT);
    EXPECT(fstat(place, &file) == 0 && stat(target_path, &named) == 0 && file.st_ino == named.st_ino);
    EXPECT(read(place, bytes, 1) == -1 && errno == EBADF && (fcntl(place, F_GETFL) & O_PATH) != 0);
    EXPECT(fstat(link_place, &file) == 0 && S_ISLNK(file.st_mode));
    EXPECT(readlinkat(link_place, "", bytes, sizeof(bytes)) == 6 && memcmp(bytes, "target", 6) == 0);
    EXPECT(fstat(sparse, &file) == 0 && file.st_size == HUGE && file.st_blocks <= 64);
    EXPECT(pread(sparse, bytes, 6, MIDDLE) == 6 && memcmp(bytes, "middle", 6) == 0);
    EXPECT(lseek(sparse, 0, SEEK_DATA) == MIDDLE && lseek(sparse, 0, SEEK_SET) == 0);
    EXPECT(getcwd((char[PATH_MAX]){0}, PATH_MAX) == NULL && errno == ENOENT);
    EXPECT(open("x", O_WRONLY | O_CREAT, 0600) == -1 && errno == ENOENT);
    return NULL;
}
