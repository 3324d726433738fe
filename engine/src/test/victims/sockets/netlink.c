/*
 * Netlink sockets: bound to a port of their own, in groups, connected, unbound, one per protocol.
 * criu: cannot do more than 32 groups, nor groups without a port
 */
#include "victim.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

static int bound, automatic, connected, idle, grouped, automatic_port;

static int open_at(int type, int protocol, unsigned port, unsigned groups)
{
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_pid = port, .nl_groups = groups};
    int fd = socket(AF_NETLINK, type | SOCK_CLOEXEC, protocol);

    MUST(fd >= 0 && bind(fd, (void *)&address, sizeof(address)) == 0);
    return fd;
}

static int name_of(int fd, unsigned *port, unsigned *groups)
{
    struct sockaddr_nl address = {0};
    socklen_t size = sizeof(address);
    int result = getsockname(fd, (void *)&address, &size);

    *port = address.nl_pid;
    *groups = address.nl_groups;
    return result;
}

static void set_up(const char *directory)
{
    unsigned port, groups;
    struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
    int on = 1, group = RTNLGRP_NEIGH;

    (void)directory;
    bound = open_at(SOCK_RAW, NETLINK_ROUTE, getpid() + 0x400000, 0);
    automatic = open_at(SOCK_DGRAM, NETLINK_ROUTE, 0, 0);
    MUST(name_of(automatic, &port, &groups) == 0);
    automatic_port = port;
    idle = socket(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
    MUST(idle >= 0);
    connected = open_at(SOCK_RAW, NETLINK_SOCK_DIAG, 0, 0);
    MUST(connect(connected, (void *)&kernel, sizeof(kernel)) == 0);
    /* Groups in which nothing is said while this runs. */
    grouped = open_at(SOCK_RAW, NETLINK_ROUTE, 0, RTMGRP_IPV4_MROUTE);
    MUST(setsockopt(grouped, SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, &group, sizeof(group)) == 0);
    group = 33;
    MUST(setsockopt(grouped, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)) == 0);
    MUST(setsockopt(bound, SOL_NETLINK, NETLINK_PKTINFO, &on, sizeof(on)) == 0);
    MUST(setsockopt(bound, SOL_NETLINK, NETLINK_NO_ENOBUFS, &on, sizeof(on)) == 0);
}

/* Asks for lo; the kernel answers to the port the socket has. */
static const char *asks(int fd)
{
    struct {
        struct nlmsghdr head;
        struct ifinfomsg link;
    } request = {{.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETLINK, .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = 7},
        {.ifi_family = AF_UNSPEC, .ifi_index = 1}};
    char answer[8192];
    struct nlmsghdr *head = (void *)answer;

    EXPECT(send(fd, &request, sizeof(request), 0) == sizeof(request));
    EXPECT(recv(fd, answer, sizeof(answer), MSG_DONTWAIT) > 0 && head->nlmsg_type == RTM_NEWLINK && head->nlmsg_seq == 7);
    return NULL;
}

static int option(int fd, int name)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return getsockopt(fd, SOL_NETLINK, name, &value, &size) == 0 ? value : -1;
}

static const char *check(void)
{
    unsigned port, groups, members[16] = {0};
    socklen_t size = sizeof(members);
    const char *failure;

    EXPECT(name_of(bound, &port, &groups) == 0 && port == (unsigned)getpid() + 0x400000 && groups == 0);
    EXPECT(name_of(automatic, &port, &groups) == 0 && port == (unsigned)automatic_port);
    EXPECT(name_of(idle, &port, &groups) == 0 && port == 0);
    EXPECT(name_of(grouped, &port, &groups) == 0 && groups == RTMGRP_IPV4_MROUTE);
    EXPECT(getsockopt(grouped, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, members, &size) == 0 && members[1] == 1);
    EXPECT(option(bound, NETLINK_PKTINFO) == 1 && option(bound, NETLINK_NO_ENOBUFS) == 1);
    EXPECT(option(automatic, NETLINK_PKTINFO) == 0);
    if ((failure = asks(bound)) || (failure = asks(automatic))) {
        return failure;
    }
    return NULL;
}
