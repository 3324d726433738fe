/* TCP sockets that are not connected: listening on IPv4, IPv6 and both, two that share a port; bound only; fresh. */
#include "victim.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define BACKLOG 9

static int v4, v6, dual, shared[2], bound, fresh;
static int port_v4, port_v6, port_dual, port_shared;

static int port_of(int fd)
{
    struct sockaddr_in6 address;
    socklen_t size = sizeof(address);

    return getsockname(fd, (void *)&address, &size) == 0 ? ntohs(address.sin6_port) : -1;
}

static void set(int fd, int level, int option, int value)
{
    MUST(setsockopt(fd, level, option, &value, sizeof(value)) == 0);
}

static int get(int fd, int level, int option)
{
    int value = -1;
    socklen_t size = sizeof(value);

    getsockopt(fd, level, option, &value, &size);
    return value;
}

static void bind_any(int fd, int family, int port)
{
    struct sockaddr_in6 address = {.sin6_family = family, .sin6_port = htons(port)};

    MUST(fd >= 0 && bind(fd, (void *)&address, sizeof(address)) == 0);
}

static int listen_on(int family, int v6only, int reuse_port, int port)
{
    int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);

    if (family == AF_INET6) {
        set(fd, IPPROTO_IPV6, IPV6_V6ONLY, v6only);
    }
    set(fd, SOL_SOCKET, SO_REUSEPORT, reuse_port);
    bind_any(fd, family, port);
    MUST(listen(fd, BACKLOG) == 0);
    return fd;
}

static void set_up(const char *directory)
{
    (void)directory;
    v4 = listen_on(AF_INET, 0, 0, 0);
    v6 = listen_on(AF_INET6, 1, 0, 0);
    dual = listen_on(AF_INET6, 0, 0, 0);
    shared[0] = listen_on(AF_INET, 0, 1, 0);
    shared[1] = listen_on(AF_INET, 0, 1, port_of(shared[0]));
    bound = socket(AF_INET, SOCK_STREAM, 0);
    bind_any(bound, AF_INET, 0);
    fresh = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    set(fresh, IPPROTO_TCP, TCP_KEEPCNT, 5);
    port_v4 = port_of(v4);
    port_v6 = port_of(v6);
    port_dual = port_of(dual);
    port_shared = port_of(shared[0]);
}

static int call(int family, int port)
{
    struct sockaddr_in6 address = {.sin6_family = family, .sin6_port = htons(port), .sin6_addr = in6addr_loopback};
    int fd = socket(family, SOCK_STREAM, 0);

    if (family == AF_INET) {
        ((struct sockaddr_in *)&address)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    if (connect(fd, (void *)&address, sizeof(address)) == 0) {
        return fd;
    }
    close(fd);
    return -1;
}

static const char *answers(int family, int port, int listener, int other)
{
    char bytes[4];
    int caller = call(family, port);
    EXPECT(caller >= 0);
    int called = accept(listener, NULL, NULL);
    if (called < 0) {
        called = accept(other, NULL, NULL);
    }
    EXPECT(called >= 0);
    EXPECT(send(caller, "ping", 4, 0) == 4 && recv(called, bytes, 4, MSG_WAITALL) == 4);
    /* Without a word of farewell: nothing may linger on the port, or it could not be bound again for a minute. */
    struct linger none = {.l_onoff = 1};
    setsockopt(caller, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    close(caller);
    close(called);
    return NULL;
}

static const char *check(void)
{
    const char *failure;
    struct tcp_info info;
    socklen_t size = sizeof(info);

    EXPECT(port_of(v4) == port_v4 && port_of(v6) == port_v6 && port_of(dual) == port_dual);
    EXPECT(port_of(shared[0]) == port_shared && port_of(shared[1]) == port_shared);
    if ((failure = answers(AF_INET, port_v4, v4, v4)) || (failure = answers(AF_INET6, port_v6, v6, v6))
        || (failure = answers(AF_INET, port_dual, dual, dual)) || (failure = answers(AF_INET6, port_dual, dual, dual))
        || (failure = answers(AF_INET, port_shared, shared[0], shared[1]))) {
        return failure;
    }
    EXPECT(call(AF_INET, port_v6) < 0);
    EXPECT(getsockopt(v4, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_sacked == BACKLOG);
    EXPECT(get(v4, SOL_SOCKET, SO_REUSEADDR) == 0 && get(shared[1], SOL_SOCKET, SO_REUSEPORT) == 1);
    EXPECT(port_of(bound) > 0 && get(bound, SOL_SOCKET, SO_ACCEPTCONN) == 0);
    EXPECT(port_of(fresh) == 0 && get(fresh, IPPROTO_TCP, TCP_KEEPCNT) == 5 && fcntl(fresh, F_GETFD) == FD_CLOEXEC);
    return NULL;
}
