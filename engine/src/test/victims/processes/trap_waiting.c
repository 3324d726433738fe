/*
 * A SIGTRAP that is blocked and waits, for a process that handles it.
 * criu: cannot dump it either
 * refused: a SIGTRAP waits for it
 */
#include "victim.h"

static void on_trap(int number)
{
    (void)number;
}

static void set_up(const char *directory)
{
    sigset_t set;

    (void)directory;
    signal(SIGTRAP, on_trap);
    sigemptyset(&set);
    sigaddset(&set, SIGTRAP);
    MUST(sigprocmask(SIG_BLOCK, &set, NULL) == 0 && kill(getpid(), SIGTRAP) == 0);
}

static const char *check(void)
{
    sigset_t set;

    EXPECT(sigpending(&set) == 0 && sigismember(&set, SIGTRAP));
    return NULL;
}
