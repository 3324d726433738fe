/* Handles every signal that it can, SIGTRAP among them, and ignores none: nobody but its checks may send it any. */
#include "victim.h"

static volatile sig_atomic_t stranger;

static void on_signal(int signal)
{
    stranger = signal;
}

static void set_up(const char *directory)
{
    struct sigaction action = {.sa_handler = on_signal};

    (void)directory;
    for (int signal = 1; signal < NSIG; signal++) {
        if (signal != SIGUSR1) {
            sigaction(signal, &action, NULL);
        }
    }
}

static const char *check(void)
{
    struct sigaction action;

    EXPECT(stranger == 0);
    for (int signal = 1; signal < 32; signal++) {
        if (signal != SIGKILL && signal != SIGSTOP && signal != SIGUSR1) {
            EXPECT(sigaction(signal, NULL, &action) == 0 && action.sa_handler == on_signal);
        }
    }
    return NULL;
}
