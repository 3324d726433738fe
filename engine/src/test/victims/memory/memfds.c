/* Memory files shared between processes by mapping, with seals.
 * criu: dumps a file sealed against writing that is mapped, but cannot seal it again; restores what crj has dumped
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/wait.h>

#define PAGE 4096ul
#define SEALS (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)

static unsigned char *first, *second, *frozen;
static int fd, frozen_fd;
static pid_t child;

static void set_up(const char *directory)
{
    (void)directory;
    fd = memfd_create("between", MFD_ALLOW_SEALING);
    MUST(fd >= 0 && ftruncate(fd, 8 * PAGE) == 0);
    first = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    second = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4 * PAGE);
    MUST(first != MAP_FAILED && second != MAP_FAILED);
    strcpy((char *)first, "shared");
    strcpy((char *)first + 4 * PAGE, "behind");
    second[PAGE] = 7;
    MUST(fcntl(fd, F_ADD_SEALS, SEALS) == 0);
    frozen_fd = memfd_create("frozen", MFD_ALLOW_SEALING);
    MUST(frozen_fd >= 0 && write(frozen_fd, "cold", 4) == 4);
    MUST(fcntl(frozen_fd, F_ADD_SEALS, F_SEAL_WRITE) == 0);
    frozen = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, frozen_fd, 0);
    MUST(frozen != MAP_FAILED);
    int future = memfd_create("future", MFD_ALLOW_SEALING);
    MUST(ftruncate(future, PAGE) == 0);
    unsigned char *before = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, future, 0);
    MUST(before != MAP_FAILED && fcntl(future, F_ADD_SEALS, F_SEAL_FUTURE_WRITE) == 0);
    before[0] = 1;
    close(future);
    child = fork();
    MUST(child >= 0);
    if (child == 0)
        for (;; usleep(5000)) {
            first[PAGE] = first[2 * PAGE];
            if (getppid() == 1)
                _exit(0);
        }
}

static const char *check(void)
{
    EXPECT(strcmp((char *)first, "shared") == 0);
    EXPECT(second[PAGE] == 7);
    EXPECT(fcntl(fd, F_GET_SEALS) == SEALS);
    EXPECT(memcmp(frozen, "cold", 4) == 0 && fcntl(frozen_fd, F_GET_SEALS) == F_SEAL_WRITE);
    first[2 * PAGE]++;
    for (int wait = 0; first[PAGE] != first[2 * PAGE] && wait < 400; wait++)
        usleep(5000);
    EXPECT(first[PAGE] == first[2 * PAGE]);
    return NULL;
}
