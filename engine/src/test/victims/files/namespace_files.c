/*
 * Open namespaces: the process's own of every kind, one twice, one for its place only, and that of a child in one of its own.
 * criu: cannot it opens those of a part of the tree before they are there
 */
#include "victim.h"
#include <sched.h>
#include <sys/wait.h>

static const char *kinds[] = {"net", "uts", "ipc", "mnt", "pid", "user", "cgroup", "time"};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int own[KINDS], twice, place, childs;
static pid_t child;

static int opened(int pid, const char *kind, int flags)
{
    char path[60];
    int fd;

    snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, kind);
    MUST((fd = open(path, flags)) >= 0);
    return fd;
}

static void set_up(const char *work)
{
    int ready[2];
    char word;

    (void)work;
    MUST(pipe(ready) == 0 && (child = fork()) >= 0);
    if (child == 0) {
        MUST(unshare(CLONE_NEWUTS) == 0 && sethostname("inner", 5) == 0 && write(ready[1], "x", 1) == 1);
        for (;;) {
            pause();
        }
    }
    MUST(read(ready[0], &word, 1) == 1 && close(ready[0]) == 0 && close(ready[1]) == 0);
    for (unsigned i = 0; i < KINDS; i++) {
        own[i] = opened(getpid(), kinds[i], O_RDONLY | (i % 2 ? O_CLOEXEC : 0));
    }
    MUST((twice = dup(own[1])) >= 0);
    place = opened(getpid(), "net", O_PATH);
    childs = opened(child, "uts", O_RDONLY | O_CLOEXEC);
}

static int leads(int fd, int pid, const char *kind)
{
    char path[60];
    struct stat held, now;

    snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, kind);
    return fstat(fd, &held) == 0 && stat(path, &now) == 0 && held.st_ino == now.st_ino && held.st_dev == now.st_dev;
}

static const char *check(void)
{
    char name[20];

    for (unsigned i = 0; i < KINDS; i++) {
        EXPECT(leads(own[i], getpid(), kinds[i]) && fcntl(own[i], F_GETFD) == (i % 2 ? FD_CLOEXEC : 0));
    }
    EXPECT(leads(twice, getpid(), "uts") && fcntl(twice, F_GETFD) == 0);
    EXPECT(leads(place, getpid(), "net") && (fcntl(place, F_GETFL) & O_PATH));
    EXPECT(leads(childs, child, "uts") && !leads(childs, getpid(), "uts") && fcntl(childs, F_GETFD) == FD_CLOEXEC);
    EXPECT(setns(childs, CLONE_NEWUTS) == 0 && gethostname(name, sizeof(name)) == 0 && strcmp(name, "inner") == 0);
    EXPECT(setns(own[1], CLONE_NEWUTS) == 0 && gethostname(name, sizeof(name)) == 0 && strcmp(name, "inner") != 0);
    return NULL;
}
