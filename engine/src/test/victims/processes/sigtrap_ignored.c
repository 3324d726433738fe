/*
 * A process that ignores SIGTRAP, a child that blocks it and one that handles it.
 * criu: cannot remember that one is ignored
 */
#include "victim.h"
#include <sys/wait.h>

static pid_t children[2];
static volatile sig_atomic_t traps;

static void on_trap(int number)
{
    (void)number;
    traps++;
}

static void set_up(const char *directory)
{
    (void)directory;
    for (int i = 0; i < 2; i++) {
        children[i] = fork();
        MUST(children[i] >= 0);
        if (children[i] == 0) {
            sigset_t set;
            sigemptyset(&set);
            sigaddset(&set, SIGTRAP);
            if (i == 0) {
                sigprocmask(SIG_BLOCK, &set, NULL);
            }
            signal(SIGTRAP, i == 0 ? SIG_DFL : on_trap);
            for (;;) {
                usleep(10000);
                if (i == 1) {
                    int before = traps;
                    raise(SIGTRAP);
                    if (traps != before + 1) {
                        _exit(1);
                    }
                }
            }
        }
    }
    signal(SIGTRAP, SIG_IGN);
}

static const char *check(void)
{
    struct sigaction now;

    EXPECT(sigaction(SIGTRAP, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
    raise(SIGTRAP);
    EXPECT(waitpid(children[0], NULL, WNOHANG) == 0);
    EXPECT(waitpid(children[1], NULL, WNOHANG) == 0);
    return NULL;
}
