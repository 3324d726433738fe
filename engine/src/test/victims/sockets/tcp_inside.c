/*
 * TCP connections of which the tree has both ends, over loopback, in every state of being closed, with full queues, corked,
 * with options.
 * options: --tcp-established
 * criu: cannot carry TCP_USER_TIMEOUT and TCP_NOTSENT_LOWAT
 */
#include "victim.h"

#include "net.h"

static int plain[2], half[2], both[2], waiting[2], full[2], corked[2], optioned[2], listener;
static size_t stuffed;

static int state(int fd)
{
    struct tcp_info info;
    socklen_t size = sizeof(info);

    return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_state : -1;
}

/* The peer's kernel takes its time to acknowledge. */
static int comes_to(int fd, int wanted)
{
    for (int i = 0; i < 400 && state(fd) != wanted; i++) {
        usleep(5000);
    }
    return state(fd) == wanted;
}

static void set_up(const char *directory)
{
    char block[4096];
    struct linger linger = {1, 7};
    struct timeval time = {3, 0};

    (void)directory;
    tcp_pair(plain);
    MUST(send(plain[0], "there", 5, 0) == 5 && send(plain[1], "and back", 8, 0) == 8);
    tcp_pair(half);
    MUST(send(half[0], "last words", 10, 0) == 10 && shutdown(half[0], SHUT_WR) == 0);
    tcp_pair(both);
    MUST(shutdown(both[0], SHUT_WR) == 0 && shutdown(both[1], SHUT_WR) == 0);
    tcp_pair(waiting);
    tcp_pair(full);
    MUST(fcntl(full[0], F_SETFL, O_NONBLOCK) == 0);
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] = i * 7;
    }
    for (ssize_t sent; (sent = send(full[0], block, sizeof(block), 0)) > 0;) {
        stuffed += sent;
        if (sent < (ssize_t)sizeof(block)) {
            break;
        }
    }
    tcp_pair(corked);
    MUST(set(corked[0], IPPROTO_TCP, TCP_CORK, 1) == 0 && send(corked[0], "held", 4, 0) == 4);
    tcp_pair(optioned);
    MUST(set(optioned[0], IPPROTO_TCP, TCP_NODELAY, 1) == 0 && set(optioned[0], SOL_SOCKET, SO_KEEPALIVE, 1) == 0);
    MUST(set(optioned[0], IPPROTO_TCP, TCP_KEEPIDLE, 77) == 0 && set(optioned[0], IPPROTO_TCP, TCP_USER_TIMEOUT, 9000) == 0);
    MUST(set(optioned[0], IPPROTO_TCP, TCP_NOTSENT_LOWAT, 4096) == 0 && set(optioned[0], IPPROTO_TCP, TCP_QUICKACK, 0) == 0);
    MUST(setsockopt(optioned[0], IPPROTO_TCP, TCP_CONGESTION, "reno", 4) == 0);
    MUST(set(optioned[0], IPPROTO_IP, IP_TOS, 0x10) == 0 && set(optioned[0], SOL_SOCKET, SO_PRIORITY, 4) == 0);
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_LINGER, &linger, sizeof(linger)) == 0);
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) == 0);
    listener = local(SOCK_STREAM, 0);
    MUST(set(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT, 5) == 0 && set(listener, IPPROTO_TCP, TCP_FASTOPEN, 5) == 0);
    MUST(listen(listener, 9) == 0);
}

static const char *check_full(void)
{
    char block[4096];
    size_t taken = 0;

    while (taken < stuffed) {
        ssize_t length = recv(full[1], block, sizeof(block), 0);
        EXPECT(length > 0);
        for (ssize_t i = 0; i < length; i++) {
            EXPECT(block[i] == (char)(((taken + i) % sizeof(block)) * 7));
        }
        taken += length;
    }
    EXPECT(recv(full[1], block, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    for (size_t i = 0; i < sizeof(block); i++) {
        block[i] = i * 7;
    }
    stuffed = 0;
    for (ssize_t sent; (sent = send(full[0], block, sizeof(block), 0)) > 0;) {
        stuffed += sent;
        if (sent < (ssize_t)sizeof(block)) {
            break;
        }
    }
    return NULL;
}

static const char *check_closed(void)
{
    char byte;

    EXPECT(recv(half[1], &byte, 1, MSG_PEEK) == 1 && byte == 'l');
    EXPECT(comes_to(half[0], TCP_FIN_WAIT2) && comes_to(half[1], TCP_CLOSE_WAIT));
    EXPECT(puts_to(half[1], "answer", half[0]));
    EXPECT(send(half[0], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    EXPECT(recv(both[0], &byte, 1, 0) == 0 && recv(both[1], &byte, 1, 0) == 0);
    EXPECT(send(both[0], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    return NULL;
}

static const char *check(void)
{
    const char *failure;
    char name[16] = "";
    socklen_t size = sizeof(name);
    struct linger linger = {0, 0};
    socklen_t linger_size = sizeof(linger);

    EXPECT(gets(plain[1], "there") && gets(plain[0], "and back"));
    EXPECT(send(plain[0], "there", 5, 0) == 5 && send(plain[1], "and back", 8, 0) == 8);
    if ((failure = check_closed()) || (failure = check_full())) {
        return failure;
    }
    EXPECT(puts_to(waiting[0], "idle", waiting[1]) && puts_to(waiting[1], "idle", waiting[0]));
    EXPECT(get(corked[0], IPPROTO_TCP, TCP_CORK) == 1 && set(corked[0], IPPROTO_TCP, TCP_CORK, 0) == 0);
    EXPECT(gets(corked[1], "held") && set(corked[0], IPPROTO_TCP, TCP_CORK, 1) == 0 && send(corked[0], "held", 4, 0) == 4);
    EXPECT(get(optioned[0], IPPROTO_TCP, TCP_NODELAY) == 1 && get(optioned[0], IPPROTO_TCP, TCP_KEEPIDLE) == 77);
    EXPECT(get(optioned[0], IPPROTO_TCP, TCP_USER_TIMEOUT) == 9000 && get(optioned[0], IPPROTO_TCP, TCP_NOTSENT_LOWAT) == 4096);
    EXPECT(getsockopt(optioned[0], IPPROTO_TCP, TCP_CONGESTION, name, &size) == 0 && strcmp(name, "reno") == 0);
    EXPECT(get(optioned[0], SOL_SOCKET, SO_PRIORITY) == 4 && get(optioned[0], IPPROTO_IP, IP_TOS) == 0x10);
    EXPECT(getsockopt(optioned[0], SOL_SOCKET, SO_LINGER, &linger, &linger_size) == 0 && linger.l_onoff == 1 && linger.l_linger == 7);
    EXPECT(get(listener, IPPROTO_TCP, TCP_DEFER_ACCEPT) == 7 && get(listener, IPPROTO_TCP, TCP_FASTOPEN) == 5);
    int caller = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT(join(caller, port_of(listener)) == 0 && send(caller, "call", 4, 0) == 4);
    int called = accept(listener, NULL, NULL);
    EXPECT(gets(called, "call") && close(caller) == 0 && close(called) == 0);
    return NULL;
}
