/*
 * TCP with signed segments (TCP_MD5SIG): a listener with keys for a peer and for a network, and a connection; IPv4 and IPv6.
 * options: --tcp-established
 * criu: cannot carry keys
 */
#include "victim.h"

#include "net.h"

static int listener, ends[2], dual;

static int sign(int fd, const void *address, size_t size, int prefix, const char *key)
{
    struct tcp_md5sig request = {.tcpm_flags = TCP_MD5SIG_FLAG_PREFIX, .tcpm_prefixlen = prefix, .tcpm_keylen = strlen(key)};

    memcpy(&request.tcpm_addr, address, size);
    memcpy(request.tcpm_key, key, strlen(key));
    return setsockopt(fd, IPPROTO_TCP, TCP_MD5SIG_EXT, &request, sizeof(request));
}

static int signed_call(const char *key)
{
    struct sockaddr_in lo = loopback(0);
    struct timeval patience = {0, 300000};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if ((key && sign(fd, &lo, sizeof(lo), 32, key) != 0) || join(fd, port_of(listener)) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static void set_up(const char *directory)
{
    struct sockaddr_in lo = loopback(0), net = {.sin_family = AF_INET};
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6}, six = {.sin6_family = AF_INET6};
    struct sockaddr_in6 any = {.sin6_family = AF_INET6};

    (void)directory;
    listener = local(SOCK_STREAM, 0);
    net.sin_addr.s_addr = inet_addr("192.0.2.0");
    MUST(sign(listener, &lo, sizeof(lo), 32, "a key of ours") == 0 && sign(listener, &net, sizeof(net), 24, "theirs") == 0);
    MUST(listen(listener, 3) == 0 && (ends[0] = signed_call("a key of ours")) >= 0);
    MUST((ends[1] = accept(listener, NULL, NULL)) >= 0);
    dual = socket(AF_INET6, SOCK_STREAM, 0);
    inet_pton(AF_INET6, "::ffff:192.0.2.1", &mapped.sin6_addr);
    inet_pton(AF_INET6, "2001:db8::", &six.sin6_addr);
    MUST(dual >= 0 && sign(dual, &mapped, sizeof(mapped), 32, "four") == 0 && sign(dual, &six, sizeof(six), 64, "six") == 0);
    MUST(bind(dual, (void *)&any, sizeof(any)) == 0 && listen(dual, 1) == 0);
}

static const char *check(void)
{
    struct sockaddr_in6 mapped = {.sin6_family = AF_INET6}, six = {.sin6_family = AF_INET6};

    EXPECT(puts_to(ends[0], "signed", ends[1]) && puts_to(ends[1], "both ways", ends[0]));
    EXPECT(signed_call(NULL) == -1 && signed_call("another key") == -1);
    int caller = signed_call("a key of ours");
    EXPECT(caller >= 0);
    int called = accept(listener, NULL, NULL);
    EXPECT(puts_to(caller, "new", called) && close(caller) == 0 && close(called) == 0);
    /* Taking a key away tells whether it is there. */
    inet_pton(AF_INET6, "::ffff:192.0.2.1", &mapped.sin6_addr);
    inet_pton(AF_INET6, "2001:db8::", &six.sin6_addr);
    EXPECT(sign(dual, &mapped, sizeof(mapped), 32, "") == 0 && sign(dual, &mapped, sizeof(mapped), 32, "") == -1);
    EXPECT(sign(dual, &six, sizeof(six), 64, "") == 0 && sign(dual, &six, sizeof(six), 64, "") == -1);
    EXPECT(sign(dual, &mapped, sizeof(mapped), 32, "four") == 0 && sign(dual, &six, sizeof(six), 64, "six") == 0);
    return NULL;
}
