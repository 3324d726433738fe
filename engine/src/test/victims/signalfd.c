/* Signals behind descriptors: their masks, and a signal that waits. */
#include "victim.h"
#include <sys/signalfd.h>

static int usr2, several;

static void set_up(const char *directory)
{
    sigset_t mask;

    (void)directory;
    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR2);
    MUST((usr2 = signalfd(-1, &mask, SFD_NONBLOCK | SFD_CLOEXEC)) >= 0);
    sigaddset(&mask, SIGHUP);
    sigaddset(&mask, SIGRTMAX);
    MUST((several = signalfd(-1, &mask, 0)) >= 0);
    MUST(sigprocmask(SIG_BLOCK, &mask, NULL) == 0);
}

static const char *check(void)
{
    struct signalfd_siginfo info;

    EXPECT(fcntl(usr2, F_GETFL) == (O_RDWR | O_NONBLOCK) && fcntl(usr2, F_GETFD) == FD_CLOEXEC);
    EXPECT(fcntl(several, F_GETFL) == O_RDWR && fcntl(several, F_GETFD) == 0);
    EXPECT(kill(getpid(), SIGHUP) == 0);
    EXPECT(read(usr2, &info, sizeof(info)) == -1 && errno == EAGAIN);
    EXPECT(read(several, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGHUP);
    EXPECT(kill(getpid(), SIGUSR2) == 0);
    EXPECT(read(usr2, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == SIGUSR2);
    EXPECT(kill(getpid(), SIGRTMAX) == 0);
    EXPECT(read(several, &info, sizeof(info)) == sizeof(info) && info.ssi_signo == (uint32_t)SIGRTMAX);
    return NULL;
}
