/*
 * An open namespace that no process is in any more.
 * refused: no process of the tree is in that namespace
 */
#include "victim.h"
#include <sched.h>

static int lost;

static void set_up(const char *work)
{
    int home = open("/proc/self/ns/uts", O_RDONLY);

    (void)work;
    MUST(home >= 0 && unshare(CLONE_NEWUTS) == 0 && (lost = open("/proc/self/ns/uts", O_RDONLY)) >= 0);
    MUST(setns(home, CLONE_NEWUTS) == 0 && close(home) == 0);
}

static const char *check(void)
{
    EXPECT(fcntl(lost, F_GETFD) == 0);
    return NULL;
}
