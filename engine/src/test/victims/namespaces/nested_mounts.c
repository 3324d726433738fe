/*
 * Its child is in a mount namespace of its own with a private tmpfs, where it works on a file, and so is a grandchild.
 * launch: unshare --mount --propagation private
 * criu: cannot find the host's file systems by itself in namespaces of a tree
 */
#include "victim.h"
#include <sched.h>
#include <sys/mount.h>

static int ask[2], answer[2];

static const char *holds(int fd)
{
    char text[16], path[PATH_MAX];
    struct stat open_one, named;

    EXPECT(getcwd(path, sizeof(path)) && strcmp(path + strlen(path) - 8, "/private") == 0);
    EXPECT(pread(fd, text, sizeof(text), 0) == 7 && memcmp(text, "private", 7) == 0);
    EXPECT(fstat(fd, &open_one) == 0 && stat("file", &named) == 0 && open_one.st_ino == named.st_ino);
    EXPECT(stat("other", &named) == 0 && named.st_size == 0 && (named.st_mode & 0777) == 0640);
    return NULL;
}

static void child(const char *directory)
{
    char go;
    int fd;

    MUST(unshare(CLONE_NEWNS) == 0);
    MUST(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    MUST(mount("tmpfs", in(directory, "private"), "tmpfs", 0, "size=1m") == 0 && chdir(in(directory, "private")) == 0);
    MUST((fd = open("file", O_RDWR | O_CREAT, 0600)) >= 0 && write(fd, "private", 7) == 7);
    MUST(mknod("other", S_IFREG | 0640, 0) == 0);
    if (fork() == 0) {
        for (;;) {
            pause();
        }
    }
    MUST(write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        const char *failure = holds(fd);
        MUST(write(answer[1], failure ? "n" : "y", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    char ready;

    MUST(mkdir(in(directory, "private"), 0755) == 0 || errno == EEXIST);
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    if (fork() == 0) {
        child(directory);
    }
    MUST(read(answer[0], &ready, 1) == 1);
}

static const char *check(void)
{
    char good;

    EXPECT(access("file", F_OK) != 0 && errno == ENOENT);
    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return NULL;
}
