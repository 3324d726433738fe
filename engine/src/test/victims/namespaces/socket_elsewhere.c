/*
 * Has a socket of a network namespace that it has left.
 * refused: it was made in network namespace
 * criu: cannot keep a socket apart from its process
 */
#include "victim.h"
#include <sched.h>
#include <sys/socket.h>

static int before;

static void set_up(const char *directory)
{
    (void)directory;
    int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    MUST(home >= 0 && unshare(CLONE_NEWNET) == 0 && (before = socket(AF_INET, SOCK_DGRAM, 0)) >= 0);
    MUST(setns(home, CLONE_NEWNET) == 0 && close(home) == 0);
}

static const char *check(void)
{
    int type;
    socklen_t length = sizeof(type);

    EXPECT(getsockopt(before, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM);
    return NULL;
}
