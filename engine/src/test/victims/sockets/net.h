/* Calls on sockets of the network that the victims with such sockets share; behind victim.h. */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

/* Sets lo up: in a network namespace of one's own it is down. */
__attribute__((unused)) static void lo_up(void)
{
    struct ifreq request = {.ifr_name = "lo"};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    MUST(ioctl(fd, SIOCGIFFLAGS, &request) == 0);
    request.ifr_flags |= IFF_UP;
    MUST(ioctl(fd, SIOCSIFFLAGS, &request) == 0 && close(fd) == 0);
}

__attribute__((unused)) static int set(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof(value));
}

__attribute__((unused)) static int get(int fd, int level, int option)
{
    int value = 0;
    socklen_t size = sizeof(value);

    return getsockopt(fd, level, option, &value, &size) == 0 ? value : -1;
}

__attribute__((unused)) static struct sockaddr_in loopback(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/* A socket of 127.0.0.1 with a port of the kernel's choice. */
__attribute__((unused)) static int local(int type, int protocol)
{
    struct sockaddr_in address = loopback(0);
    int fd = socket(AF_INET, type, protocol);

    MUST(fd >= 0 && bind(fd, (void *)&address, sizeof(address)) == 0);
    return fd;
}

__attribute__((unused)) static int port_of(int fd)
{
    struct sockaddr_in address;
    socklen_t size = sizeof(address);

    return getsockname(fd, (void *)&address, &size) == 0 ? ntohs(address.sin_port) : -1;
}

/* Connects to 127.0.0.1. */
__attribute__((unused)) static int join(int fd, int port)
{
    struct sockaddr_in address = loopback(port);

    return connect(fd, (void *)&address, sizeof(address));
}

/* Both ends of a TCP connection over loopback: the one that called first. */
__attribute__((unused)) static void tcp_pair(int ends[2])
{
    int listener = local(SOCK_STREAM, 0);

    MUST(listen(listener, 1) == 0 && (ends[0] = socket(AF_INET, SOCK_STREAM, 0)) >= 0);
    MUST(join(ends[0], port_of(listener)) == 0 && (ends[1] = accept(listener, NULL, NULL)) >= 0);
    MUST(close(listener) == 0);
}

/* Whether something comes within two seconds, and is this. */
__attribute__((unused)) static int gets(int fd, const char *word)
{
    char bytes[64];
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ssize_t length = strlen(word);

    return poll(&ready, 1, 2000) == 1 && recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) == length
        && memcmp(bytes, word, length) == 0;
}

__attribute__((unused)) static int puts_to(int from, const char *word, int to)
{
    return send(from, word, strlen(word), MSG_NOSIGNAL) == (ssize_t)strlen(word) && gets(to, word);
}
