/*
 * Flags, positions and places: append, direct, synchronous, without access times, far beyond 4 GiB, a directory half read,
 * O_PATH of a file, a directory and a symbolic link; times that stay what they were.
 */
#include "victim.h"
#include <dirent.h>
#include <sys/syscall.h>

static int append, direct, synchronous, noatime, far, half, paths[3], writeonly;
static char *names[3];
static struct timespec old[2] = {{1000000000, 123456789}, {1100000000, 987654321}};
static char seen[64];

static int created(const char *work, const char *name, int flags)
{
    int fd = open(in(work, name), flags | O_CREAT, 0644);

    MUST(fd >= 0);
    return fd;
}

static ssize_t next_entries(int fd, void *buffer, size_t size)
{
    return syscall(SYS_getdents64, fd, buffer, size);
}

static void set_up(const char *work)
{
    char *folder = in(work, "folder"), name[16];

    append = created(work, "append", O_WRONLY | O_APPEND);
    direct = created(work, "direct", O_RDWR | O_DIRECT);
    synchronous = created(work, "sync", O_RDWR | O_SYNC);
    MUST(fcntl(synchronous, F_SETFL, O_NONBLOCK) == 0);
    noatime = created(work, "noatime", O_RDONLY | O_NOATIME);
    far = created(work, "far", O_RDWR);
    MUST(lseek(far, 6000000000, SEEK_SET) == 6000000000 && write(far, "far", 3) == 3);
    writeonly = created(work, "writeonly", O_WRONLY | O_DSYNC);
    MUST(mkdir(folder, 0755) == 0);
    for (int i = 0; i < 30; i++) {
        snprintf(name, sizeof(name), "folder/%02d", i);
        close(created(work, name, O_WRONLY));
    }
    MUST((half = open(folder, O_RDONLY | O_DIRECTORY)) >= 0);
    MUST(next_entries(half, seen, sizeof(seen)) > 0 && lseek(half, 0, SEEK_CUR) > 0);
    names[0] = in(work, "append");
    names[1] = folder;
    names[2] = in(work, "link");
    MUST(symlink("nowhere", names[2]) == 0);
    for (int i = 0; i < 3; i++) {
        MUST((paths[i] = open(names[i], O_PATH | (i == 2 ? O_NOFOLLOW : 0))) >= 0);
    }
    MUST(futimens(append, old) == 0 && utimensat(AT_FDCWD, folder, old, 0) == 0);
}

static int flags(int fd)
{
    return fcntl(fd, F_GETFL) & ~0100000;
}

static int is_old(const char *name)
{
    struct stat now;

    return stat(name, &now) == 0 && !memcmp(&now.st_atim, &old[0], sizeof(old[0]))
        && !memcmp(&now.st_mtim, &old[1], sizeof(old[1]));
}

static const char *check(void)
{
    char text[64];
    struct stat found, now;
    off_t at;

    EXPECT(is_old(names[0]) && is_old(names[1]));
    EXPECT(flags(append) == (O_WRONLY | O_APPEND) && flags(direct) == (O_RDWR | O_DIRECT));
    EXPECT(flags(synchronous) == (O_RDWR | O_SYNC | O_NONBLOCK) && flags(noatime) == (O_RDONLY | O_NOATIME));
    EXPECT(flags(writeonly) == (O_WRONLY | O_DSYNC));
    EXPECT(lseek(far, 0, SEEK_CUR) == 6000000003 && pread(far, text, 3, 6000000000) == 3 && !memcmp(text, "far", 3));
    EXPECT((at = lseek(half, 0, SEEK_CUR)) > 0 && next_entries(half, text, 64) > 0 && memcmp(text, seen, 24));
    EXPECT(lseek(half, at, SEEK_SET) == at && utimensat(AT_FDCWD, names[1], old, 0) == 0);
    for (int i = 0; i < 3; i++) {
        EXPECT(fstat(paths[i], &found) == 0 && lstat(names[i], &now) == 0 && found.st_ino == now.st_ino);
        EXPECT((flags(paths[i]) & O_PATH) && read(paths[i], text, 1) == -1 && errno == EBADF);
    }
    EXPECT(readlinkat(paths[2], "", text, sizeof(text)) == 7);
    return NULL;
}
