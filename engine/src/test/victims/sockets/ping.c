/*
 * Ping sockets: bound, connected, echoing.
 * launch: unshare --net
 * criu: cannot carry where a ping socket is connected to
 */
#include "victim.h"

#include "net.h"

#include <netinet/ip_icmp.h>

static int bound, connected;

static void set_up(const char *directory)
{
    struct sockaddr_in address = loopback(4711);
    int range = open("/proc/sys/net/ipv4/ping_group_range", O_WRONLY);

    (void)directory;
    lo_up();
    MUST(range >= 0 && write(range, "0 0", 3) == 3 && close(range) == 0);
    bound = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    MUST(bound >= 0 && bind(bound, (void *)&address, sizeof(address)) == 0);
    connected = socket(AF_INET, SOCK_DGRAM, IPPROTO_ICMP);
    MUST(connected >= 0 && join(connected, 0) == 0);
}

static const char *echo(int fd)
{
    struct icmphdr request = {.type = ICMP_ECHO, .un.echo = {0, htons(3)}}, reply;
    struct sockaddr_in address = loopback(0);
    struct pollfd ready = {.fd = fd, .events = POLLIN};

    EXPECT(sendto(fd, &request, sizeof(request), 0, fd == bound ? (void *)&address : NULL, sizeof(address)) == sizeof(request));
    EXPECT(poll(&ready, 1, 2000) == 1 && recv(fd, &reply, sizeof(reply), 0) == sizeof(reply));
    EXPECT(reply.type == ICMP_ECHOREPLY && ntohs(reply.un.echo.id) == port_of(fd));
    return NULL;
}

static const char *check(void)
{
    const char *failure = echo(bound);

    EXPECT(port_of(bound) == 4711);
    return failure ? failure : echo(connected);
}
