/*
 * Descriptors by the thousand, with high numbers, and a limit that has sunk below them since.
 * criu: cannot it finds no room for its own among so many
 */
#include "victim.h"
#include <sys/eventfd.h>
#include <sys/resource.h>

#define MANY 3000
#define HIGH 60000

static int high;

static void set_up(const char *work)
{
    struct rlimit limit;
    int fd, file;

    MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    MUST(limit.rlim_max > MANY + 100 && setrlimit(RLIMIT_NOFILE, &limit) == 0);
    high = limit.rlim_max > HIGH ? HIGH : (int)limit.rlim_max - 1;
    MUST((file = open(in(work, "file"), O_RDWR | O_CREAT, 0600)) >= 0 && ftruncate(file, MANY) == 0);
    while ((fd = dup(file)) >= 0 && fd < MANY / 2) {
    }
    for (; fd < MANY; fd++) {
        MUST(eventfd(fd, EFD_NONBLOCK) >= 0);
    }
    MUST(dup2(file, high) == high);
    MUST(close(200) == 0 && close(201) == 0);
    limit.rlim_cur = 256;
    MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

static const char *check(void)
{
    struct rlimit limit;
    struct stat stat;

    EXPECT(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 256);
    EXPECT(fstat(high, &stat) == 0 && stat.st_size == MANY && fstat(MANY / 2 - 1, &stat) == 0 && stat.st_size == MANY);
    for (int fd = MANY / 2 + 1; fd < MANY; fd += 111) {
        eventfd_t value;
        EXPECT(eventfd_read(fd, &value) == 0 && value > 0 && eventfd_write(fd, value) == 0);
    }
    EXPECT(fcntl(MANY + 200, F_GETFD) == -1);
    return NULL;
}
