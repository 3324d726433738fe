/*
 * Its child has cut itself off from the network: it is in a network namespace of its own with a setting, and with sockets of its own.
 * criu: cannot nest namespaces in those of the host
 */
#include "victim.h"
#include <netinet/in.h>
#include <sched.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

static int ask[2], answer[2];

static int setting(int flags, char *value, int length)
{
    int fd = open("/proc/sys/net/ipv4/ip_default_ttl", flags | O_CLOEXEC);
    int done = fd < 0 ? -1 : flags == O_WRONLY ? write(fd, value, length) : read(fd, value, length);

    close(fd);
    return done;
}

static const struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "\0crj-nested-network"};
static const socklen_t name_size = offsetof(struct sockaddr_un, sun_path) + sizeof("\0crj-nested-network") - 1;

/* Names without a file belong to a network. */
static int can_connect(void)
{
    int caller = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int connected = connect(caller, (const void *)&name, name_size) == 0;

    close(caller);
    return connected;
}

/* Whether it has the port that a socket of the other network has, too. */
static int has_port(int socket_of_it)
{
    struct sockaddr_in bound;
    socklen_t length = sizeof(bound);

    return getsockname(socket_of_it, (void *)&bound, &length) == 0 && bound.sin_port == htons(4747);
}

static int bound(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(4747)};
    int datagrams = socket(AF_INET, SOCK_DGRAM, 0);

    MUST(datagrams >= 0 && bind(datagrams, (void *)&any, sizeof(any)) == 0);
    return datagrams;
}

static int port;

static void child(void)
{
    char go, value[8], ours[64], now[64];

    MUST(unshare(CLONE_NEWNET) == 0 && setting(O_WRONLY, "77", 2) == 2);
    int local = socket(AF_UNIX, SOCK_DGRAM, 0);
    MUST(bind(local, (const void *)&name, name_size) == 0);
    close(port);
    port = bound();
    ssize_t length = readlink("/proc/self/ns/net", ours, sizeof(ours));
    MUST(length > 0 && write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        int good = setting(O_RDONLY, value, sizeof(value)) == 3 && memcmp(value, "77", 2) == 0
            && readlink("/proc/self/ns/net", now, sizeof(now)) > 0
            && can_connect() && has_port(port);
        MUST(write(answer[1], good ? "y" : "n", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    char ready;

    (void)directory;
    port = bound();
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    if (fork() == 0) {
        child();
    }
    MUST(read(answer[0], &ready, 1) == 1);
}

static const char *check(void)
{
    char good, value[8];

    EXPECT(setting(O_RDONLY, value, sizeof(value)) == 3 && memcmp(value, "77", 2) != 0);
    EXPECT(!can_connect() && has_port(port));
    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return NULL;
}
