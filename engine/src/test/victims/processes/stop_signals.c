/*
 * Children that each of the four signals that can has stopped, which their parent may ask for; one is alone in its session.
 */
#include "victim.h"
#include <sys/wait.h>

#define CHILDREN 5

static const int signals[CHILDREN] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGSTOP};
static pid_t children[CHILDREN];

static void stop(int which)
{
    if (which == 4) {
        setsid();
    } else {
        setpgid(0, 0);
    }
    raise(signals[which]);
    _exit(1);
}

static const char *check(void)
{
    for (int i = 0; i < CHILDREN; i++) {
        siginfo_t info = {0};
        EXPECT(waitid(P_PID, children[i], &info, WSTOPPED | WNOWAIT) == 0);
        EXPECT(info.si_code == CLD_STOPPED && info.si_status == signals[i]);
    }
    return NULL;
}

static void set_up(const char *directory)
{
    (void)directory;
    for (int i = 0; i < CHILDREN; i++) {
        children[i] = fork();
        MUST(children[i] >= 0);
        if (children[i] == 0) {
            stop(i);
        }
    }
    MUST(check() == NULL);
}
