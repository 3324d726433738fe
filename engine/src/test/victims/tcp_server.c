/*
 * Established TCP connections. One with both ends in here, a full send queue and an unread receive queue; and those of
 * guests from outside, who connect to the port in WORK_DIRECTORY/port and send a pattern: each check reads what has come,
 * compares it and sends the same bytes back.
 */
#include "victim.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define GUESTS 16

static int listener, inner[2];
static size_t inner_bytes;
static struct guest {
    int fd;
    size_t at;
} guests[GUESTS];
static int guest_count;

static unsigned char pattern(size_t i)
{
    return i * 31 + (i >> 8) * 7 + (i >> 16);
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

static void fill_inner(void)
{
    unsigned char bytes[1000];

    for (inner_bytes = 0;;) {
        for (size_t i = 0; i < sizeof(bytes); i++) {
            bytes[i] = pattern(inner_bytes + i);
        }
        ssize_t sent = send(inner[0], bytes, sizeof(bytes), MSG_DONTWAIT);
        if (sent < 0) {
            return;
        }
        inner_bytes += sent;
    }
}

static void set_up(const char *directory)
{
    struct sockaddr_in6 address = {.sin6_family = AF_INET6};
    struct sockaddr_in self = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);

    signal(SIGPIPE, SIG_IGN);
    MUST((listener = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0)) >= 0);
    MUST(bind(listener, (void *)&address, sizeof(address)) == 0 && listen(listener, GUESTS) == 0);
    MUST(getsockname(listener, (void *)&address, &size) == 0);
    self.sin_port = address.sin6_port;
    MUST((inner[0] = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
    set(inner[0], SOL_SOCKET, SO_SNDBUF, 100000);
    set(inner[0], IPPROTO_TCP, TCP_NODELAY, 1);
    set(inner[0], SOL_SOCKET, SO_KEEPALIVE, 1);
    set(inner[0], IPPROTO_TCP, TCP_KEEPIDLE, 77);
    MUST(connect(inner[0], (void *)&self, sizeof(self)) == 0);
    MUST((inner[1] = accept4(listener, NULL, NULL, SOCK_CLOEXEC)) >= 0);
    fill_inner();

    FILE *port = fopen(in(directory, "port"), "w");
    MUST(port && fprintf(port, "%d\n", ntohs(address.sin6_port)) > 0 && fclose(port) == 0);
}

static const char *check_inner(void)
{
    unsigned char bytes[4096];

    EXPECT(get(inner[0], IPPROTO_TCP, TCP_NODELAY) == 1 && get(inner[1], IPPROTO_TCP, TCP_NODELAY) == 0);
    EXPECT(get(inner[0], SOL_SOCKET, SO_KEEPALIVE) == 1 && get(inner[0], IPPROTO_TCP, TCP_KEEPIDLE) == 77);
    EXPECT(get(inner[0], SOL_SOCKET, SO_SNDBUF) == 200000);
    EXPECT(get(inner[0], SOL_SOCKET, SO_ERROR) == 0 && get(inner[1], SOL_SOCKET, SO_ERROR) == 0);
    EXPECT(fcntl(inner[1], F_GETFD) == FD_CLOEXEC && fcntl(inner[0], F_GETFD) == 0);
    EXPECT((fcntl(inner[0], F_GETFL) & O_NONBLOCK) == 0 && (fcntl(listener, F_GETFL) & O_NONBLOCK) != 0);
    for (size_t at = 0; at < inner_bytes;) {
        ssize_t n = recv(inner[1], bytes, sizeof(bytes) < inner_bytes - at ? sizeof(bytes) : inner_bytes - at, 0);
        EXPECT(n > 0);
        for (ssize_t i = 0; i < n; i++, at++) {
            EXPECT(bytes[i] == pattern(at));
        }
    }
    EXPECT(recv(inner[1], bytes, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    EXPECT(send(inner[1], "back", 4, 0) == 4 && recv(inner[0], bytes, 4, MSG_WAITALL) == 4);
    EXPECT(memcmp(bytes, "back", 4) == 0);
    fill_inner();
    return NULL;
}

static const char *serve(struct guest *guest)
{
    unsigned char bytes[4096];
    ssize_t n;

    while ((n = recv(guest->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) > 0) {
        for (ssize_t i = 0; i < n; i++, guest->at++) {
            EXPECT(bytes[i] == pattern(guest->at));
        }
        EXPECT(send(guest->fd, bytes, n, 0) == n);
    }
    EXPECT(n == 0 || errno == EAGAIN);
    return NULL;
}

static const char *check(void)
{
    int fd;

    while (guest_count < GUESTS && (fd = accept(listener, NULL, NULL)) >= 0) {
        guests[guest_count++] = (struct guest){.fd = fd};
    }
    for (int i = 0; i < guest_count; i++) {
        const char *failure = serve(&guests[i]);
        if (failure) {
            return failure;
        }
    }
    return check_inner();
}
