/* Memory that parent, children and grandchildren have in common since fork(2), until one of them writes to it.
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define PAGE 4096ul
#define PAGES (64ul * 256)
#define FAMILY 4

/* What a child wrote to: every 64th page, and a different one each. */
#define WRITTEN(child, page) ((page) % 64 == (unsigned long)(child))

static struct {
    pid_t pid[FAMILY];
    volatile int asked, answered[FAMILY], wrong[FAMILY];
} *family;
static unsigned char *memory;

static unsigned long content(int child, unsigned long page)
{
    return page * 0x9e3779b97f4a7c15ul + (child && WRITTEN(child, page) ? child : 0);
}

static int wrong(int child)
{
    int bad = 0;

    for (unsigned long page = 0; page < PAGES; page++)
        bad += *(unsigned long *)(memory + page * PAGE) != content(child, page);
    return bad;
}

static void be_child(int child)
{
    prctl(PR_SET_PDEATHSIG, 0);
    for (unsigned long page = child; page < PAGES; page += 64)
        *(unsigned long *)(memory + page * PAGE) = content(child, page);
    for (int last = 0;; usleep(20000)) {
        if (family->asked != last) {
            family->wrong[child] = wrong(child);
            last = family->asked;
            family->answered[child] = last;
        }
        if (getppid() == 1)
            _exit(0);
    }
}

static void set_up(const char *directory)
{
    (void)directory;
    family = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    memory = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(family != MAP_FAILED && memory != MAP_FAILED);
    MUST(madvise(memory, PAGES * PAGE, MADV_NOHUGEPAGE) == 0);
    for (unsigned long page = 0; page < PAGES; page++)
        *(unsigned long *)(memory + page * PAGE) = content(0, page);
    family->pid[0] = getpid();
    for (int child = 1; child < FAMILY; child++) {
        pid_t pid = fork();
        MUST(pid >= 0);
        if (pid == 0) {
            /* The last one is a grandchild. */
            if (child == FAMILY - 2) {
                pid_t grandchild = fork();
                if (grandchild == 0)
                    be_child(FAMILY - 1);
                family->pid[FAMILY - 1] = grandchild;
            }
            be_child(child);
        }
        family->pid[child] = pid;
        if (child == FAMILY - 2)
            break;
    }
    while (family->pid[FAMILY - 1] == 0)
        usleep(1000);
    family->asked = 1;
    for (int child = 1; child < FAMILY; child++)
        while (family->answered[child] != 1)
            usleep(1000);
}

/* How many pages two of them have in the same frame; proc_pid_pagemap(5). */
static unsigned long common(int one, int other)
{
    static uint64_t entries[2][PAGES];
    int who[2] = {one, other};
    unsigned long same = 0;

    for (int i = 0; i < 2; i++) {
        char path[64];
        snprintf(path, sizeof(path), "/proc/%d/pagemap", family->pid[who[i]]);
        int fd = open(path, O_RDONLY);
        ssize_t got = pread(fd, entries[i], sizeof(entries[i]), (unsigned long)memory / PAGE * 8);
        close(fd);
        if (got != sizeof(entries[i]))
            return 0;
    }
    for (unsigned long page = 0; page < PAGES; page++)
        same += entries[0][page] >> 63 && (entries[0][page] & ((1ull << 55) - 1)) != 0
            && (entries[0][page] & ((1ull << 55) - 1)) == (entries[1][page] & ((1ull << 55) - 1));
    return same;
}

static const char *check(void)
{
    int turn = ++family->asked;

    EXPECT(wrong(0) == 0);
    for (int child = 1; child < FAMILY; child++) {
        for (int wait = 0; family->answered[child] != turn && wait < 500; wait++)
            usleep(10000);
        EXPECT(family->answered[child] == turn);
        EXPECT(family->wrong[child] == 0);
        EXPECT(common(0, child) >= PAGES * 9 / 10);
    }
    return NULL;
}
