/* A counter of the kernel with its buffer; perf_event_open(2).
 * refused: perf_event_open(2)
 */
#include "victim.h"
#include <linux/perf_event.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static int fd;

static void set_up(const char *directory)
{
    (void)directory;
    struct perf_event_attr counter = {
        .type = PERF_TYPE_SOFTWARE, .size = sizeof(counter), .config = PERF_COUNT_SW_DUMMY, .sample_period = 1};

    fd = syscall(SYS_perf_event_open, &counter, 0, -1, -1, 0);
    MUST(fd >= 0);
    MUST(mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) != MAP_FAILED);
    MUST(fd >= 0);
}

static const char *check(void)
{
    EXPECT(fcntl(fd, F_GETFD) >= 0);
    return NULL;
}
