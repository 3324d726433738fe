/* An io_uring, and rings mapped from it; io_uring_setup(2).
 * refused: io_uring cannot be moved
 */
#include "victim.h"
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static int fd;

static void set_up(const char *directory)
{
    (void)directory;
    struct io_uring_params parameters = {0};

    fd = syscall(SYS_io_uring_setup, 8, &parameters);
    MUST(fd >= 0);
    MUST(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, IORING_OFF_SQ_RING) != MAP_FAILED);
    MUST(fd >= 0);
}

static const char *check(void)
{
    EXPECT(fcntl(fd, F_GETFD) >= 0);
    return NULL;
}
