/*
 * Pidfds of the dead: of a child that nobody has waited for, of children that were; two of the same one.
 */
#include "victim.h"
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int zombie, reaped, again, other;

static int dead_child(int wait_for)
{
    pid_t pid = fork();
    siginfo_t info;
    int fd;

    if (pid == 0) {
        _exit(7);
    }
    MUST(pid > 0 && (fd = syscall(SYS_pidfd_open, pid, 0)) >= 0);
    MUST(waitid(P_PID, pid, &info, WEXITED | (wait_for ? 0 : WNOWAIT)) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    (void)directory;
    zombie = dead_child(0);
    reaped = dead_child(1);
    MUST((again = dup(reaped)) >= 0);
    other = dead_child(1);
}

static const char *check(void)
{
    int all[] = {zombie, reaped, again, other};
    siginfo_t info;

    for (int i = 0; i < 4; i++) {
        struct pollfd waiting = {.fd = all[i], .events = POLLIN};
        EXPECT(poll(&waiting, 1, 0) == 1 && (waiting.revents & POLLIN));
    }
    EXPECT(syscall(SYS_pidfd_send_signal, zombie, 0, NULL, 0) == 0);
    EXPECT(waitid(P_PIDFD, zombie, &info, WEXITED | WNOWAIT) == 0 && info.si_status == 7 && info.si_code == CLD_EXITED);
    EXPECT(syscall(SYS_pidfd_send_signal, reaped, 0, NULL, 0) == -1 && errno == ESRCH);
    EXPECT(syscall(SYS_pidfd_send_signal, other, 0, NULL, 0) == -1 && errno == ESRCH);
    struct stat one, two, three;
    EXPECT(fstat(reaped, &one) == 0 && fstat(again, &two) == 0 && fstat(other, &three) == 0);
    EXPECT(one.st_ino == two.st_ino && one.st_ino != three.st_ino);
    return NULL;
}
