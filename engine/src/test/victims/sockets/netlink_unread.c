/*
 * A netlink socket in which the kernel's answer waits.
 * refused: messages of the kernel wait in a netlink socket
 */
#include "victim.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static int fd;

static void set_up(const char *directory)
{
    struct {
        struct nlmsghdr head;
        struct ifinfomsg link;
    } request = {{.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST},
        {.ifi_family = AF_UNSPEC, .ifi_index = 1}};

    (void)directory;
    fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    MUST(fd >= 0 && send(fd, &request, sizeof(request), 0) == sizeof(request));
}

static const char *check(void)
{
    char answer[8192];

    EXPECT(recv(fd, answer, sizeof(answer), MSG_DONTWAIT | MSG_PEEK) > 0);
    return NULL;
}
