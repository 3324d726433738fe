/*
 * Raw sockets of IPv4 and IPv6: bound, connected, with headers of their own, with filters; each works.
 * launch: unshare --net
 * criu: cannot carry where a raw socket is connected to
 */
#include "victim.h"

#include "net.h"

#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#define ICMP_FILTER 1

static int bound, connected, header, v6, udplite[2];

static void set_up(const char *directory)
{
    struct sockaddr_in address = loopback(0);
    struct icmp6_filter filter;
    struct in6_addr lo = IN6ADDR_LOOPBACK_INIT;
    struct sockaddr_in6 address6 = {.sin6_family = AF_INET6, .sin6_addr = lo};

    (void)directory;
    lo_up();
    bound = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
    MUST(bound >= 0 && bind(bound, (void *)&address, sizeof(address)) == 0);
    MUST(set(bound, SOL_RAW, ICMP_FILTER, ~(1 << ICMP_ECHOREPLY)) == 0 && set(bound, IPPROTO_IP, IP_TTL, 9) == 0);
    connected = socket(AF_INET, SOCK_RAW, 253);
    MUST(connected >= 0 && join(connected, 0) == 0);
    header = socket(AF_INET, SOCK_RAW, 254);
    MUST(header >= 0 && set(header, IPPROTO_IP, IP_HDRINCL, 1) == 0 && set(header, IPPROTO_IP, 22, 1) == 0);
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    v6 = socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6);
    MUST(v6 >= 0 && setsockopt(v6, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof(filter)) == 0);
    MUST(connect(v6, (void *)&address6, sizeof(address6)) == 0);
    for (int i = 0; i < 2; i++) {
        udplite[i] = local(SOCK_DGRAM, IPPROTO_UDPLITE);
    }
    MUST(join(udplite[0], port_of(udplite[1])) == 0 && join(udplite[1], port_of(udplite[0])) == 0);
    MUST(set(udplite[0], IPPROTO_UDPLITE, 10, 12) == 0 && set(udplite[1], IPPROTO_UDPLITE, 11, 8) == 0);
}

static unsigned short sum(const void *data, int length)
{
    const unsigned short *words = data;
    unsigned all = 0;

    for (int i = 0; i < length / 2; i++) {
        all += words[i];
    }
    all = (all >> 16) + (all & 0xffff);
    return ~(all + (all >> 16));
}

static const char *ping(void)
{
    struct icmphdr request = {.type = ICMP_ECHO, .un.echo = {htons(77), htons(1)}};
    struct sockaddr_in address = loopback(0);
    char bytes[128];
    struct pollfd ready = {.fd = bound, .events = POLLIN};

    request.checksum = sum(&request, sizeof(request));
    EXPECT(sendto(bound, &request, sizeof(request), 0, (void *)&address, sizeof(address)) == sizeof(request));
    EXPECT(poll(&ready, 1, 2000) == 1 && recv(bound, bytes, sizeof(bytes), 0) == 20 + sizeof(request));
    EXPECT(((struct icmphdr *)(bytes + 20))->type == ICMP_ECHOREPLY && bytes[8] == 64);
    EXPECT(recv(bound, bytes, sizeof(bytes), MSG_DONTWAIT) == -1);
    return NULL;
}

static const char *check(void)
{
    char bytes[128];
    struct pollfd ready = {.fd = connected, .events = POLLIN};
    const char *failure = ping();
    struct sockaddr_in name;
    socklen_t size = sizeof(name);
    struct icmp6_filter filter;
    socklen_t filter_size = sizeof(filter);
    struct icmp6_hdr request = {.icmp6_type = ICMP6_ECHO_REQUEST};

    if (failure) {
        return failure;
    }
    EXPECT(get(bound, IPPROTO_IP, IP_TTL) == 9 && getsockname(bound, (void *)&name, &size) == 0);
    EXPECT(name.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
    EXPECT(send(connected, "plain", 5, 0) == 5 && poll(&ready, 1, 2000) == 1);
    EXPECT(recv(connected, bytes, sizeof(bytes), 0) == 25 && memcmp(bytes + 20, "plain", 5) == 0);
    EXPECT(get(header, IPPROTO_IP, IP_HDRINCL) == 1 && get(header, IPPROTO_IP, 22) == 1 && get(connected, IPPROTO_IP, IP_HDRINCL) == 0);
    EXPECT(getsockopt(v6, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, &filter_size) == 0);
    EXPECT(!ICMP6_FILTER_WILLPASS(ICMP6_ECHO_REQUEST, &filter) && ICMP6_FILTER_WILLPASS(ICMP6_ECHO_REPLY, &filter));
    EXPECT(send(v6, &request, sizeof(request), 0) == sizeof(request));
    ready.fd = v6;
    EXPECT(poll(&ready, 1, 2000) == 1 && recv(v6, bytes, sizeof(bytes), 0) == 8 && (unsigned char)bytes[0] == ICMP6_ECHO_REPLY);
    EXPECT(get(udplite[0], IPPROTO_UDPLITE, 10) == 12 && get(udplite[1], IPPROTO_UDPLITE, 11) == 8);
    EXPECT(puts_to(udplite[0], "partly summed", udplite[1]) && puts_to(udplite[1], "back", udplite[0]));
    return NULL;
}
