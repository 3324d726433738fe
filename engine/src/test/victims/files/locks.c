/*
 * Locks on files: fcntl's own and those of open files, by range, flock's, on a directory; each tried by
 * somebody else.
 * options: --file-locks
 * migrate: no in the lab both hosts have one kernel and the same files: the source, frozen, still holds its locks and leases
 */
#include "victim.h"
#include <sys/file.h>
#include <sys/wait.h>

#include "held_locks.h"

static void set_up(const char *work)
{
    lock_all(work);
}

/* Who, if not me, keeps this range from being written to? 0: nobody. */
static pid_t holder(int fd, off_t start, off_t length)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length};

    return fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK ? 0 : lock.l_pid;
}

/* How a stranger sees it: 0, or the line that was wrong. */
static int stranger(void)
{
    pid_t parent = getppid();
    struct flock lock = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
    int fd;

#define IS(condition)        \
    if (!(condition)) {      \
        return __LINE__ & 255; \
    }
    IS((fd = open(names[0], O_RDWR)) >= 0);
    IS(holder(fd, 0, 10) == 0 && holder(fd, 10, 1) == parent && holder(fd, 29, 1) == parent && holder(fd, 30, 70) == 0);
    IS(holder(fd, 100, 1) == parent && holder(fd, 101, 2999999999899) == 0);
    IS(holder(fd, 3000000000000, 1) == parent && holder(fd, LONG_MAX - 1, 1) == parent);
    lock.l_start = 100;
    lock.l_len = 1;
    IS(fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_UNLCK);
    IS((fd = open(names[1], O_RDWR)) >= 0 && holder(fd, 0, 5) == 0 && holder(fd, 5, 6) == -1 && holder(fd, 11, 0) == 0);
    IS((fd = open(names[2], O_RDWR)) >= 0 && flock(fd, LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK);
    IS((fd = open(names[3], O_RDONLY)) >= 0 && flock(fd, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK);
    IS(flock(fd, LOCK_SH | LOCK_NB) == 0);
    IS((fd = open(names[4], O_RDWR)) >= 0 && flock(fd, LOCK_EX | LOCK_NB) == -1 && flock(fd, LOCK_SH | LOCK_NB) == 0);
    IS(holder(fd, 0, 0) == parent);
    return 0;
}

static const char *check(void)
{
    int status;
    pid_t looking = fork();

    if (looking == 0) {
        _exit(stranger());
    }
    EXPECT(looking > 0 && waitpid(looking, &status, 0) == looking);
    errno = WEXITSTATUS(status);
    EXPECT(status == 0);
    return NULL;
}
