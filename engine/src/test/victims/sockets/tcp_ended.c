/*
 * TCP connections that have ended while something was left to be found: bytes not read, behind them the end or a reset of which
 * nobody has heard, only such a reset, or nothing but who was at the other end.
 * options: --tcp-established
 * criu: cannot carry the error of a reset
 */
#include "victim.h"

#include "net.h"

static int closed, reset, silent, empty, peer_port;

/* The end of a connection that the other side leaves, politely or not. */
static int left_with(const char *word, int politely)
{
    struct linger none = {1, 0};
    struct pollfd ended = {.events = POLLRDHUP};
    int ends[2];

    tcp_pair(ends);
    ended.fd = ends[0];
    MUST(send(ends[1], word, strlen(word), 0) == (ssize_t)strlen(word));
    MUST(!politely || shutdown(ends[0], SHUT_WR) == 0);
    MUST(politely || setsockopt(ends[1], SOL_SOCKET, SO_LINGER, &none, sizeof(none)) == 0);
    MUST(close(ends[1]) == 0);
    MUST(poll(&ended, 1, 2000) == 1);
    return ends[0];
}

static int peer_of(int fd)
{
    struct sockaddr_in name = {0};
    socklen_t size = sizeof(name);

    return getsockopt(fd, SOL_SOCKET, SO_PEERNAME, &name, &size) == 0 ? ntohs(name.sin_port) : -1;
}

static void set_up(const char *directory)
{
    (void)directory;
    signal(SIGPIPE, SIG_IGN);
    closed = left_with("goodbye", 1);
    reset = left_with("last words", 0);
    silent = left_with("", 0);
    empty = left_with("", 1);
    peer_port = peer_of(empty);
}

static int state(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof(info);

    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_state : -1;
}

static const char *check(void)
{
    char bytes[32];

    EXPECT(state(closed) == TCP_CLOSE && state(reset) == TCP_CLOSE && state(silent) == TCP_CLOSE);
    EXPECT(gets(closed, "goodbye") && recv(closed, bytes, 32, MSG_DONTWAIT) == 0);
    EXPECT(send(closed, "x", 1, 0) == -1 && errno == EPIPE && get(closed, SOL_SOCKET, SO_ERROR) == 0);
    EXPECT(gets(reset, "last words") && recv(reset, bytes, 32, MSG_DONTWAIT) == -1 && errno == ECONNRESET);
    EXPECT(recv(reset, bytes, 32, MSG_DONTWAIT) == 0);
    EXPECT(recv(silent, bytes, 32, MSG_DONTWAIT) == -1 && errno == ECONNRESET);
    EXPECT(recv(empty, bytes, 32, MSG_DONTWAIT) == 0 && get(empty, SOL_SOCKET, SO_ERROR) == 0 && peer_of(empty) == peer_port);
    EXPECT(recv(empty, bytes, 32, 0) == 0 && send(empty, "x", 1, 0) == -1 && errno == EPIPE);
    EXPECT(close(closed) == 0 && close(reset) == 0 && close(silent) == 0);
    closed = left_with("goodbye", 1);
    reset = left_with("last words", 0);
    silent = left_with("", 0);
    return NULL;
}
