/* Event counters: plain, empty, a large one, a semaphore. */
#include "victim.h"
#include <sys/eventfd.h>

#define LARGE 0xfffffffffffffff0ull

static int plain, empty, large, semaphore;

static void set_up(const char *directory)
{
    uint64_t value = LARGE;

    (void)directory;
    MUST((plain = eventfd(7, 0)) >= 0);
    MUST((empty = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) >= 0);
    MUST((large = eventfd(0, EFD_NONBLOCK)) >= 0 && write(large, &value, 8) == 8);
    MUST((semaphore = eventfd(3, EFD_SEMAPHORE | EFD_NONBLOCK)) >= 0);
}

static const char *check(void)
{
    uint64_t value;

    EXPECT(fcntl(plain, F_GETFL) == O_RDWR && fcntl(plain, F_GETFD) == 0);
    EXPECT(read(plain, &value, 8) == 8 && value == 7 && write(plain, &value, 8) == 8);
    EXPECT(fcntl(empty, F_GETFL) == (O_RDWR | O_NONBLOCK) && fcntl(empty, F_GETFD) == FD_CLOEXEC);
    EXPECT(read(empty, &value, 8) == -1 && errno == EAGAIN);
    EXPECT(read(large, &value, 8) == 8 && value == LARGE && write(large, &value, 8) == 8);
    for (int i = 0; i < 3; i++) {
        EXPECT(read(semaphore, &value, 8) == 8 && value == 1);
    }
    EXPECT(read(semaphore, &value, 8) == -1 && errno == EAGAIN);
    value = 3;
    EXPECT(write(semaphore, &value, 8) == 8);
    return NULL;
}
