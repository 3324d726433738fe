/*
 * Sockets bound to addresses that the host does not have (IP_FREEBIND, also switched off afterwards), UDP and TCP, IPv4 and
 * IPv6; sockets that send through a chosen device (IP_UNICAST_IF).
 * launch: unshare --net
 * criu: cannot carry IP_UNICAST_IF
 */
#include "victim.h"

#include "net.h"

enum { FREEBIND6 = 78, UNICAST = 50, UNICAST6 = 76 };

static int kept[4], dropped[4], through, through6;

static int free_socket(int i, int keep)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(6100 + keep)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(6100 + keep)};
    int type = i & 1 ? SOCK_STREAM : SOCK_DGRAM;
    int fd = socket(i & 2 ? AF_INET6 : AF_INET, type, 0);

    inet_pton(AF_INET, "192.0.2.77", &four.sin_addr);
    inet_pton(AF_INET6, "2001:db8::77", &six.sin6_addr);
    MUST(fd >= 0 && set(fd, IPPROTO_IP, IP_FREEBIND, 1) == 0);
    MUST(i & 2 ? bind(fd, (void *)&six, sizeof(six)) == 0 : bind(fd, (void *)&four, sizeof(four)) == 0);
    MUST(type == SOCK_DGRAM || listen(fd, 3) == 0);
    MUST(keep || set(fd, IPPROTO_IP, IP_FREEBIND, 0) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    (void)directory;
    lo_up();
    for (int i = 0; i < 4; i++) {
        kept[i] = free_socket(i, 1);
        dropped[i] = free_socket(i, 0);
    }
    through = local(SOCK_DGRAM, 0);
    MUST(set(through, IPPROTO_IP, UNICAST, htonl(1)) == 0);
    through6 = socket(AF_INET6, SOCK_DGRAM, 0);
    MUST(through6 >= 0 && set(through6, IPPROTO_IPV6, UNICAST6, htonl(1)) == 0);
}

static int is_bound(int fd, int i, int keep)
{
    struct sockaddr_in6 name = {0};
    socklen_t size = sizeof(name);
    char text[64];
    const char *wanted = i & 2 ? "2001:db8::77" : "192.0.2.77";
    const void *bytes = i & 2 ? (void *)&name.sin6_addr : (void *)&((struct sockaddr_in *)&name)->sin_addr;

    return getsockname(fd, (void *)&name, &size) == 0 && inet_ntop(name.sin6_family, bytes, text, sizeof(text))
        && strcmp(text, wanted) == 0 && ntohs(name.sin6_port) == 6100 + keep && get(fd, IPPROTO_IP, IP_FREEBIND) == keep
        && (i & 1) == get(fd, SOL_SOCKET, SO_ACCEPTCONN);
}

static const char *check(void)
{
    for (int i = 0; i < 4; i++) {
        EXPECT(is_bound(kept[i], i, 1) && is_bound(dropped[i], i, 0));
    }
    EXPECT(get(through, IPPROTO_IP, UNICAST) == (int)htonl(1) && get(through6, IPPROTO_IPV6, UNICAST6) == (int)htonl(1));
    EXPECT(get(kept[0], IPPROTO_IP, UNICAST) == 0);
    return NULL;
}
