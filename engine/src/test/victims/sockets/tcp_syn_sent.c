/*
 * TCP connections that nobody has answered yet; one of them is answered afterwards.
 * options: --tcp-established
 * launch: unshare --net
 */
#include "victim.h"

#include "net.h"

static int silent, late, port;

static int state(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof(info);

    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_state : -1;
}

/* A call to an address that is not there, behind a device that leads back to this host. */
static int call(const char *address, int port)
{
    struct sockaddr_in far = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

    inet_pton(AF_INET, address, &far.sin_addr);
    MUST(fd >= 0 && connect(fd, (void *)&far, sizeof(far)) == -1 && errno == EINPROGRESS);
    return fd;
}

static void set_up(const char *directory)
{
    struct sockaddr_in name;
    socklen_t size = sizeof(name);

    (void)directory;
    lo_up();
    MUST(system("ip addr add 192.0.2.2/32 dev lo && ip route add 192.0.2.0/24 dev lo src 192.0.2.2") == 0);
    silent = call("192.0.2.1", 4001);
    late = call("192.0.2.3", 4002);
    MUST(set(late, IPPROTO_TCP, TCP_NODELAY, 1) == 0);
    MUST(getsockname(late, (void *)&name, &size) == 0);
    port = ntohs(name.sin_port);
}

static const char *check(void)
{
    struct pollfd ready = {.fd = silent, .events = POLLOUT};
    struct sockaddr_in name;
    socklen_t size = sizeof(name);

    EXPECT(state(silent) == TCP_SYN_SENT && state(late) == TCP_SYN_SENT && poll(&ready, 1, 0) == 0);
    EXPECT(getpeername(late, (void *)&name, &size) == -1 && errno == ENOTCONN);
    size = sizeof(name);
    EXPECT(getsockopt(late, SOL_SOCKET, SO_PEERNAME, &name, &size) == 0 && name.sin_port == htons(4002));
    size = sizeof(name);
    EXPECT(getsockname(late, (void *)&name, &size) == 0 && ntohs(name.sin_port) == port);
    EXPECT(name.sin_addr.s_addr == inet_addr("192.0.2.2") && get(late, IPPROTO_TCP, TCP_NODELAY) == 1);
    EXPECT(connect(late, (void *)&(struct sockaddr_in){.sin_family = AF_INET}, sizeof(name)) == -1 && errno == EALREADY);
    return NULL;
}
