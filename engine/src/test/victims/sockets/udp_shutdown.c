/*
 * UDP sockets that are shut down: for sending, for receiving, for both; connected and not.
 * criu: cannot carry it without a connection
 */
#include "victim.h"

#include "net.h"

static int connected[3], lone[2], other;

static void set_up(const char *directory)
{
    (void)directory;
    other = local(SOCK_DGRAM, 0);
    for (int how = SHUT_RD; how <= SHUT_RDWR; how++) {
        connected[how] = local(SOCK_DGRAM, 0);
        MUST(join(connected[how], port_of(other)) == 0 && shutdown(connected[how], how) == 0);
    }
    for (int how = SHUT_RD; how <= SHUT_WR; how++) {
        lone[how] = local(SOCK_DGRAM, 0);
        MUST(shutdown(lone[how], how) == -1 && errno == ENOTCONN);
    }
}

static int sends(int fd)
{
    struct sockaddr_in to = loopback(port_of(other));
    char byte;

    return sendto(fd, "x", 1, MSG_NOSIGNAL, (void *)&to, sizeof(to)) == 1 && recv(other, &byte, 1, 0) == 1;
}

static int ends(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLRDHUP};

    return poll(&ready, 1, 0) == 1 && (ready.revents & POLLRDHUP);
}

static const char *check(void)
{
    EXPECT(sends(connected[SHUT_RD]) && ends(connected[SHUT_RD]));
    EXPECT(!sends(connected[SHUT_WR]) && errno == EPIPE && !ends(connected[SHUT_WR]));
    EXPECT(!sends(connected[SHUT_RDWR]) && ends(connected[SHUT_RDWR]));
    EXPECT(sends(lone[SHUT_RD]) && ends(lone[SHUT_RD]) && !sends(lone[SHUT_WR]) && !ends(lone[SHUT_WR]));
    return NULL;
}
