/* Huge pages of hugetlbfs: anonymous, private and shared between relatives, memory files. */
#include "victim.h"
#include <sys/mman.h>
#include <sys/prctl.h>

#define HUGE (2ul << 20)
#define PAGES 2
#ifndef MFD_HUGETLB
#define MFD_HUGETLB 4
#endif

static unsigned char *private_memory, *shared_memory, *file_memory, *copied;
static volatile unsigned char *question;
static int fd;

/* Pages that the machine makes when they are asked for, and takes back. */
static void allow(void)
{
    FILE *file = fopen("/proc/sys/vm/nr_overcommit_hugepages", "r+");
    long pages;

    MUST(file && fscanf(file, "%ld", &pages) == 1);
    rewind(file);
    if (pages < 64)
        fprintf(file, "64\n");
    MUST(fclose(file) == 0);
}

static unsigned char *map(int flags, int from)
{
    unsigned char *memory = mmap(NULL, PAGES * HUGE, PROT_READ | PROT_WRITE, flags, from, 0);

    MUST(memory != MAP_FAILED);
    return memory;
}

static void set_up(const char *directory)
{
    (void)directory;
    allow();
    private_memory = map(MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB, -1);
    strcpy((char *)private_memory + 100, "private");
    shared_memory = map(MAP_SHARED | MAP_ANONYMOUS | MAP_HUGETLB, -1);
    strcpy((char *)shared_memory + HUGE + 100, "shared");
    fd = memfd_create("large", MFD_HUGETLB);
    MUST(fd >= 0 && ftruncate(fd, PAGES * HUGE) == 0);
    file_memory = map(MAP_SHARED, fd);
    strcpy((char *)file_memory + 100, "file");
    copied = map(MAP_PRIVATE, fd);
    strcpy((char *)copied + HUGE + 100, "copied");
    question = shared_memory;
    if (fork() == 0) {
        pid_t parent = getppid();
        for (; getppid() == parent; usleep(5000))
            question[1] = question[0];
        _exit(0);
    }
}

static const char *check(void)
{
    EXPECT(strcmp((char *)private_memory + 100, "private") == 0);
    EXPECT(strcmp((char *)shared_memory + HUGE + 100, "shared") == 0);
    EXPECT(strcmp((char *)file_memory + 100, "file") == 0);
    EXPECT(strcmp((char *)copied + 100, "file") == 0 && strcmp((char *)copied + HUGE + 100, "copied") == 0);
    struct stat state;
    EXPECT(fstat(fd, &state) == 0 && state.st_blksize == (long)HUGE && state.st_size == (long)(PAGES * HUGE));
    question[0]++;
    for (int wait = 0; question[1] != question[0] && wait < 400; wait++)
        usleep(5000);
    EXPECT(question[1] == question[0]);
    return NULL;
}
