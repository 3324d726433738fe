/*
 * A process that shares its parent's memory and is no thread of it.
 * refused: CLONE_VM
 */
#include "victim.h"
#include <sched.h>
#include <sys/wait.h>

static char stack[65536];
static pid_t child;

static int live(void *argument)
{
    (void)argument;
    for (;;) {
        pause();
    }
    return 0;
}

static void set_up(const char *directory)
{
    (void)directory;
    child = clone(live, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL);
    MUST(child > 0);
}

static const char *check(void)
{
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
