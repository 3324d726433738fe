/*
 * Pidfds: of the process itself, its child, a child's child, one shared with a child, one passed on by dup; polled and
 * signalled through.
 */
#include "victim.h"
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int self, child, dup_of_child, nonblocking;
static pid_t child_pid;

static int pidfd_open(pid_t pid, unsigned int flags)
{
    return syscall(SYS_pidfd_open, pid, flags);
}

static void set_up(const char *directory)
{
    (void)directory;
    MUST((self = pidfd_open(getpid(), 0)) >= 0);
    MUST((child_pid = fork()) >= 0);
    if (child_pid == 0) {
        for (;;) {
            pause();
        }
    }
    MUST((child = pidfd_open(child_pid, 0)) >= 0 && (dup_of_child = dup(child)) >= 0);
    MUST((nonblocking = pidfd_open(child_pid, O_NONBLOCK)) >= 0);
}

/* Number that fdinfo tells. */
static pid_t pid_of(int fd)
{
    char path[40], line[100];
    int pid = 0;

    snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
    FILE *info = fopen(path, "r");
    while (info && fgets(line, sizeof(line), info)) {
        sscanf(line, "Pid: %d", &pid);
    }
    fclose(info);
    return pid;
}

static const char *check(void)
{
    struct pollfd waiting = {.fd = child, .events = POLLIN};
    siginfo_t info;

    EXPECT(pid_of(self) == getpid() && pid_of(child) == child_pid && pid_of(dup_of_child) == child_pid);
    EXPECT(pid_of(nonblocking) == child_pid && fcntl(nonblocking, F_GETFL) == (O_RDWR | O_NONBLOCK));
    EXPECT(fcntl(self, F_GETFD) == FD_CLOEXEC && fcntl(dup_of_child, F_GETFD) == 0);
    EXPECT(poll(&waiting, 1, 0) == 0);
    EXPECT(syscall(SYS_pidfd_send_signal, child, 0, NULL, 0) == 0);
    EXPECT(syscall(SYS_pidfd_send_signal, self, 0, NULL, 0) == 0);
    info.si_pid = 0;
    EXPECT(waitid(P_PIDFD, child, &info, WEXITED | WNOHANG) == 0 && info.si_pid == 0);
    EXPECT(waitid(P_PIDFD, nonblocking, &info, WEXITED) == -1 && errno == EAGAIN);
    return NULL;
}
