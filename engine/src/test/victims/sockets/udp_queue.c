/*
 * UDP datagrams that were not read yet: connected and not, IPv4 and IPv6, without bytes, large, from inside the tree.
 * criu: cannot carry datagrams that were not read
 */
#include "victim.h"

#include "net.h"

static int server, sender, connected[2], large[2], six[2], corked;
static char block[20000];

static int has(int fd, const void *bytes, ssize_t length, int from)
{
    static char text[65536];
    struct sockaddr_in peer;
    socklen_t size = sizeof(peer);
    struct pollfd ready = {.fd = fd, .events = POLLIN};

    return poll(&ready, 1, 2000) == 1
        && recvfrom(fd, text, sizeof(text), MSG_DONTWAIT, (void *)&peer, &size) == length
        && memcmp(text, bytes, length) == 0 && peer.sin_port == htons(port_of(from));
}

static int send_to(int from, const void *bytes, ssize_t length, int to)
{
    struct sockaddr_in address = loopback(port_of(to));

    return sendto(from, bytes, length, 0, (void *)&address, sizeof(address)) == length;
}

static void set_up(const char *directory)
{
    struct sockaddr_in6 lo = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT}, name;
    socklen_t size = sizeof(name);

    (void)directory;
    memset(block, 'b', sizeof(block));
    server = local(SOCK_DGRAM, 0);
    sender = local(SOCK_DGRAM, 0);
    MUST(send_to(sender, "one", 3, server) && send_to(sender, "", 0, server) && send_to(server, "self", 4, server));
    for (int i = 0; i < 2; i++) {
        connected[i] = local(SOCK_DGRAM, 0);
        large[i] = local(SOCK_DGRAM, 0);
        six[i] = socket(AF_INET6, SOCK_DGRAM, 0);
        MUST(six[i] >= 0 && bind(six[i], (void *)&lo, sizeof(lo)) == 0);
    }
    MUST(join(connected[0], port_of(connected[1])) == 0 && join(connected[1], port_of(connected[0])) == 0);
    MUST(send(connected[0], "first", 5, 0) == 5 && send(connected[0], "second", 6, 0) == 6);
    MUST(send_to(large[0], block, sizeof(block), large[1]));
    MUST(getsockname(six[1], (void *)&name, &size) == 0 && connect(six[0], (void *)&name, size) == 0);
    MUST(send(six[0], "six", 3, 0) == 3);
    corked = local(SOCK_DGRAM, 0);
    MUST(set(corked, IPPROTO_UDP, UDP_CORK, 1) == 0);
}

static const char *check(void)
{
    EXPECT(has(server, "one", 3, sender) && has(server, "", 0, sender) && has(server, "self", 4, server));
    EXPECT(send_to(sender, "one", 3, server) && send_to(sender, "", 0, server) && send_to(server, "self", 4, server));
    EXPECT(has(connected[1], "first", 5, connected[0]) && has(connected[1], "second", 6, connected[0]));
    EXPECT(send(connected[0], "first", 5, 0) == 5 && send(connected[0], "second", 6, 0) == 6);
    EXPECT(has(large[1], block, sizeof(block), large[0]) && send_to(large[0], block, sizeof(block), large[1]));
    EXPECT(has(six[1], "six", 3, six[0]) && send(six[0], "six", 3, 0) == 3);
    EXPECT(get(corked, IPPROTO_UDP, UDP_CORK) == 1);
    return NULL;
}
