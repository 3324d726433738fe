/*
 * Lives in a network namespace whose contents stay behind: what it has is an empty one, and a socket.
 * launch: unshare --net
 * options: --empty-ns net
 * migrate: no crj-migrate does not take --empty-ns
 */
#include "victim.h"
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

static int listener;

static void set_up(const char *directory)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(4242)};

    (void)directory;
    MUST((listener = socket(AF_INET, SOCK_STREAM, 0)) >= 0 && bind(listener, (void *)&any, sizeof(any)) == 0);
    MUST(listen(listener, 3) == 0);
}

static const char *check(void)
{
    struct sockaddr_in bound;
    socklen_t length = sizeof(bound);

    EXPECT(if_nametoindex("lo") == 1);
    EXPECT(getsockname(listener, (void *)&bound, &length) == 0 && ntohs(bound.sin_port) == 4242);
    return NULL;
}
