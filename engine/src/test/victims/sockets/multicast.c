/*
 * Multicast: groups joined at an interface, of chosen sources and without some, IPv4 and IPv6; loop, hops and interface for
 * what is sent.
 * launch: unshare --net
 * criu: cannot carry memberships
 */
#include "victim.h"

#include "net.h"

static int any, chosen, blocked, six, sender, both, outsider;

static struct group_req request(const char *group)
{
    struct group_req request = {.gr_interface = 1};
    struct sockaddr_in *address = (void *)&request.gr_group;

    address->sin_family = AF_INET;
    inet_pton(AF_INET, group, &address->sin_addr);
    return request;
}

static int source(int fd, int option, const char *group, const char *from)
{
    struct group_source_req request = {.gsr_interface = 1};
    struct sockaddr_in *address = (void *)&request.gsr_group, *sender = (void *)&request.gsr_source;

    address->sin_family = sender->sin_family = AF_INET;
    inet_pton(AF_INET, group, &address->sin_addr);
    inet_pton(AF_INET, from, &sender->sin_addr);
    return setsockopt(fd, IPPROTO_IP, option, &request, sizeof(request));
}

static int receiver(int port)
{
    struct sockaddr_in all = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    MUST(fd >= 0 && set(fd, SOL_SOCKET, SO_REUSEADDR, 1) == 0 && bind(fd, (void *)&all, sizeof(all)) == 0);
    MUST(set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    struct group_req one = request("239.1.2.3"), two = request("239.1.2.4");
    struct ipv6_mreq group6 = {.ipv6mr_interface = 1};
    struct sockaddr_in6 all6 = {.sin6_family = AF_INET6, .sin6_port = htons(7105)};

    (void)directory;
    lo_up();
    MUST(system("ip link set lo multicast on && ip route add 239.0.0.0/8 dev lo") == 0);
    any = receiver(7101);
    MUST(setsockopt(any, IPPROTO_IP, MCAST_JOIN_GROUP, &one, sizeof(one)) == 0);
    MUST(setsockopt(any, IPPROTO_IP, MCAST_JOIN_GROUP, &two, sizeof(two)) == 0);
    chosen = receiver(7102);
    MUST(source(chosen, MCAST_JOIN_SOURCE_GROUP, "239.1.2.3", "127.0.0.1") == 0);
    blocked = receiver(7103);
    MUST(setsockopt(blocked, IPPROTO_IP, MCAST_JOIN_GROUP, &one, sizeof(one)) == 0);
    MUST(source(blocked, MCAST_BLOCK_SOURCE, "239.1.2.3", "127.0.0.1") == 0);
    outsider = receiver(7104);
    six = socket(AF_INET6, SOCK_DGRAM, 0);
    inet_pton(AF_INET6, "ff15::1234", &group6.ipv6mr_multiaddr);
    MUST(six >= 0 && bind(six, (void *)&all6, sizeof(all6)) == 0 && set(six, IPPROTO_IPV6, IPV6_MULTICAST_IF, 1) == 0);
    MUST(setsockopt(six, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group6, sizeof(group6)) == 0);
    both = socket(AF_INET6, SOCK_DGRAM, 0);
    MUST(both >= 0 && setsockopt(both, IPPROTO_IP, MCAST_JOIN_GROUP, &one, sizeof(one)) == 0);
    sender = local(SOCK_DGRAM, 0);
    struct in_addr lo = {htonl(INADDR_LOOPBACK)};
    MUST(setsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &lo, sizeof(lo)) == 0);
    MUST(set(sender, IPPROTO_IP, IP_MULTICAST_TTL, 5) == 0);
}

static int reaches(const char *group, int port, int fd)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    char byte;

    inet_pton(AF_INET, group, &address.sin_addr);
    if (sendto(sender, "m", 1, 0, (void *)&address, sizeof(address)) != 1) {
        return -1;
    }
    /* Over loopback it is there when it was sent. */
    return recv(fd, &byte, 1, MSG_DONTWAIT) == 1;
}

static const char *check(void)
{
    struct in_addr from = {0};
    socklen_t size = sizeof(from);
    struct ipv6_mreq group6 = {.ipv6mr_interface = 1};
    struct group_req one = request("239.1.2.3");

    EXPECT(reaches("239.1.2.3", 7101, any) == 1 && reaches("239.1.2.4", 7101, any) == 1 && reaches("239.1.2.5", 7101, any) == 0);
    EXPECT(reaches("239.1.2.3", 7102, chosen) == 1 && reaches("239.1.2.4", 7102, chosen) == 0);
    EXPECT(reaches("239.1.2.3", 7103, blocked) == 0 && reaches("239.1.2.3", 7104, outsider) == 0);
    EXPECT(setsockopt(both, IPPROTO_IP, MCAST_LEAVE_GROUP, &one, sizeof(one)) == 0);
    EXPECT(setsockopt(both, IPPROTO_IP, MCAST_JOIN_GROUP, &one, sizeof(one)) == 0);
    EXPECT(getsockopt(sender, IPPROTO_IP, IP_MULTICAST_IF, &from, &size) == 0 && from.s_addr == htonl(INADDR_LOOPBACK));
    EXPECT(get(sender, IPPROTO_IP, IP_MULTICAST_TTL) == 5 && get(six, IPPROTO_IPV6, IPV6_MULTICAST_IF) == 1);
    inet_pton(AF_INET6, "ff15::1234", &group6.ipv6mr_multiaddr);
    EXPECT(setsockopt(six, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &group6, sizeof(group6)) == 0);
    EXPECT(setsockopt(six, IPPROTO_IPV6, IPV6_LEAVE_GROUP, &group6, sizeof(group6)) == -1);
    EXPECT(setsockopt(six, IPPROTO_IPV6, IPV6_JOIN_GROUP, &group6, sizeof(group6)) == 0);
    return NULL;
}
