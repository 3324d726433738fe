/*
 * A pidfd of a process that stays behind.
 * refused: is not part of the tree
 */
#include "victim.h"
#include <sys/syscall.h>

static int outside;

static void set_up(const char *directory)
{
    (void)directory;
    MUST((outside = syscall(SYS_pidfd_open, 1, 0)) >= 0);
}

static const char *check(void)
{
    EXPECT(syscall(SYS_pidfd_send_signal, outside, 0, NULL, 0) == 0);
    return NULL;
}
