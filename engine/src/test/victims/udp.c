/* UDP: bound and connected, IPv4, IPv6 and both at once; options, a filter, one that is shut down. */
#include "victim.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <poll.h>
#include <sys/socket.h>

static int v4[2], v6[2], any, lone, ended;
static struct sockaddr_in6 any_address;

static int open_bound(int family, struct sockaddr_in6 *address)
{
    struct sockaddr_in *address4 = (struct sockaddr_in *)address;
    socklen_t size = sizeof(*address);
    int fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK, 0);

    memset(address, 0, sizeof(*address));
    address->sin6_family = family;
    if (family == AF_INET) {
        address4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    } else {
        address->sin6_addr = in6addr_loopback;
    }
    MUST(fd >= 0 && bind(fd, (void *)address, sizeof(*address)) == 0);
    MUST(getsockname(fd, (void *)address, &size) == 0);
    return fd;
}

static void open_pair(int family, int *pair)
{
    struct sockaddr_in6 first, second;

    pair[0] = open_bound(family, &first);
    pair[1] = open_bound(family, &second);
    MUST(connect(pair[0], (void *)&second, sizeof(second)) == 0);
    MUST(connect(pair[1], (void *)&first, sizeof(first)) == 0);
}

static void set_up(const char *directory)
{
    struct sock_filter three_bytes = BPF_STMT(BPF_RET | BPF_K, 8 + 3);
    struct sock_fprog program = {.len = 1, .filter = &three_bytes};
    struct timeval timeout = {.tv_sec = 3, .tv_usec = 500000};
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    socklen_t size = sizeof(address);
    int on = 1;

    (void)directory;
    open_pair(AF_INET, v4);
    open_pair(AF_INET6, v6);
    MUST(setsockopt(v4[1], SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0);
    MUST(setsockopt(v4[0], SOL_SOCKET, SO_BROADCAST, &on, sizeof(on)) == 0);
    MUST(setsockopt(v6[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)) == 0);
    MUST((any = socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) >= 0);
    MUST(bind(any, (void *)&address, sizeof(address)) == 0 && getsockname(any, (void *)&any_address, &size) == 0);
    MUST((lone = socket(AF_INET, SOCK_DGRAM, 0)) >= 0);
    ended = open_bound(AF_INET, &address);
    MUST(connect(ended, (void *)&address, sizeof(address)) == 0 && shutdown(ended, SHUT_RDWR) == 0);
}

static const char *say(int from, int to, const char *text, size_t expected)
{
    struct pollfd incoming = {.fd = to, .events = POLLIN};
    char bytes[32];

    EXPECT(send(from, text, strlen(text), 0) == (ssize_t)strlen(text));
    EXPECT(poll(&incoming, 1, 5000) == 1);
    EXPECT(recv(to, bytes, sizeof(bytes), 0) == (ssize_t)expected && memcmp(bytes, text, expected) == 0);
    return NULL;
}

static const char *check_any(void)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = any_address.sin6_port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct pollfd incoming = {.fd = any, .events = POLLIN};
    char bytes[8];
    int sender = socket(AF_INET, SOCK_DGRAM, 0);

    EXPECT(sendto(sender, "hi", 2, 0, (void *)&to, sizeof(to)) == 2);
    close(sender);
    EXPECT(poll(&incoming, 1, 5000) == 1 && recv(any, bytes, sizeof(bytes), 0) == 2);
    EXPECT(fcntl(any, F_GETFD) == FD_CLOEXEC);
    return NULL;
}

static const char *check(void)
{
    const char *failure;
    struct sockaddr_in address;
    socklen_t size = sizeof(address);
    struct timeval timeout;
    socklen_t timeout_size = sizeof(timeout);
    int on = 0;
    socklen_t on_size = sizeof(on);
    struct pollfd hung_up = {.fd = ended, .events = POLLRDHUP};

    if ((failure = say(v4[0], v4[1], "question", 3)) || (failure = say(v4[1], v4[0], "answer", 6))
        || (failure = say(v6[0], v6[1], "question", 8)) || (failure = say(v6[1], v6[0], "answer", 6))
        || (failure = check_any())) {
        return failure;
    }
    EXPECT(getsockopt(v4[0], SOL_SOCKET, SO_BROADCAST, &on, &on_size) == 0 && on == 1);
    EXPECT(getsockopt(v6[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, &timeout_size) == 0);
    EXPECT(timeout.tv_sec == 3 && timeout.tv_usec >= 500000 && timeout.tv_usec < 510000);
    EXPECT(getsockname(lone, (void *)&address, &size) == 0 && address.sin_port == 0);
    EXPECT(poll(&hung_up, 1, 0) == 1 && (hung_up.revents & POLLRDHUP) && (hung_up.revents & POLLHUP));
    return NULL;
}
