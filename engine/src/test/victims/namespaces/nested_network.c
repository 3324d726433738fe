/*
 * Its child has cut itself off from the network: it is in a network namespace of its own with a setting.
 * criu: cannot nest namespaces in those of the host
 */
#include "victim.h"
#include <sched.h>

static int ask[2], answer[2];

static int setting(int flags, char *value, int length)
{
    int fd = open("/proc/sys/net/ipv4/ip_default_ttl", flags | O_CLOEXEC);
    int done = fd < 0 ? -1 : flags == O_WRONLY ? write(fd, value, length) : read(fd, value, length);

    close(fd);
    return done;
}

static void child(void)
{
    char go, value[8], ours[64], now[64];

    MUST(unshare(CLONE_NEWNET) == 0 && setting(O_WRONLY, "77", 2) == 2);
    ssize_t length = readlink("/proc/self/ns/net", ours, sizeof(ours));
    MUST(length > 0 && write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        int good = setting(O_RDONLY, value, sizeof(value)) == 3 && memcmp(value, "77", 2) == 0
            && readlink("/proc/self/ns/net", now, sizeof(now)) > 0;
        MUST(write(answer[1], good ? "y" : "n", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    char ready;

    (void)directory;
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
    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return NULL;
}
