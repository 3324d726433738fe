/* Advice and locks that stay with a mapping: madvise(2), mlock2(2), mlockall(2).
 * criu: cannot mlock2 ONFAULT, and mlockall MCL_FUTURE are lost
 */
#include "victim.h"
#include <sys/mman.h>

#define PAGE 4096ul
#define SIZE (16 * PAGE)
#ifndef MCL_ONFAULT
#define MCL_ONFAULT 4
#endif

static const struct {
    int advice;
    const char *flag;
} advices[] = {
    {MADV_RANDOM, "rr"},    {MADV_SEQUENTIAL, "sr"}, {MADV_DONTFORK, "dc"}, {MADV_MERGEABLE, "mg"}, {MADV_HUGEPAGE, "hg"},
    {MADV_NOHUGEPAGE, "nh"}, {MADV_DONTDUMP, "dd"},   {MADV_WIPEONFORK, "wf"},
};
#define ADVICES (sizeof(advices) / sizeof(advices[0]))

static unsigned char *advised[ADVICES], *locked, *on_fault;
static int future = MCL_FUTURE | MCL_ONFAULT;

static unsigned char *map(void)
{
    /* Room around, so that neighbours do not become one. */
    unsigned char *memory = mmap(NULL, SIZE + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(memory != MAP_FAILED && mprotect(memory + PAGE, SIZE, PROT_READ | PROT_WRITE) == 0);
    return memory + PAGE;
}

static void set_up(const char *directory)
{
    (void)directory;
    for (unsigned i = 0; i < ADVICES; i++) {
        advised[i] = map();
        MUST(madvise(advised[i], SIZE, advices[i].advice) == 0);
        memset(advised[i], i + 1, SIZE);
    }
    locked = map();
    MUST(mlock(locked, SIZE) == 0);
    on_fault = map();
    MUST(mlock2(on_fault, SIZE, MLOCK_ONFAULT) == 0);
    on_fault[PAGE] = 1;
    MUST(mlockall(future) == 0);
}

/* A line of smaps of the mapping at an address. */
static char *line(const void *address, const char *key)
{
    static char text[512];
    FILE *file = fopen("/proc/self/smaps", "r");
    unsigned long start, end;
    int inside = 0;

    while (fgets(text, sizeof(text), file)) {
        if (sscanf(text, "%lx-%lx ", &start, &end) == 2) {
            inside = start <= (unsigned long)address && (unsigned long)address < end;
            if (inside && !key)
                break;
        } else if (inside && key && strncmp(text, key, strlen(key)) == 0)
            break;
    }
    fclose(file);
    return text;
}

static int has(const void *address, const char *flag)
{
    char code[8];

    snprintf(code, sizeof(code), " %s", flag);
    return strstr(line(address, "VmFlags:"), code) != NULL;
}

static const char *check(void)
{
    static char what[200];

    for (unsigned i = 0; i < ADVICES; i++) {
        EXPECT(advised[i][0] == i + 1 && advised[i][SIZE - 1] == i + 1);
        for (unsigned j = 0; j < ADVICES; j++)
            if (has(advised[i], advices[j].flag) != (i == j)) {
                snprintf(what, sizeof(what), "advice %s at mapping %s: %s", advices[j].flag, advices[i].flag,
                         line(advised[i], "VmFlags:"));
                return what;
            }
    }
    EXPECT(has(locked, "lo") && !has(locked, "lf"));
    EXPECT(atoi(line(locked, "Rss:") + 4) == SIZE / 1024);
    EXPECT(has(on_fault, "lo") && has(on_fault, "lf"));
    EXPECT(atoi(line(on_fault, "Rss:") + 4) == PAGE / 1024);
    unsigned char *next = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    EXPECT(next != MAP_FAILED && has(next, "lo") && has(next, "lf"));
    munmap(next, SIZE);
    return NULL;
}
