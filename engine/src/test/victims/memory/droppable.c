/* Memory that the kernel may take back at any time: MAP_DROPPABLE; a page is what it was, or zero.
 */
#include "victim.h"
#include <sys/mman.h>

static unsigned char *droppable;

static void set_up(const char *directory)
{
    (void)directory;
    droppable = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, 0x08 | MAP_ANONYMOUS, -1, 0);
    MUST(droppable != MAP_FAILED);
    droppable[0] = 9;
}

static const char *check(void)
{
    char line[512];
    unsigned long start;
    int inside = 0, found = 0;
    FILE *file = fopen("/proc/self/smaps", "r");

    EXPECT(droppable[0] == 9 || droppable[0] == 0);
    while (fgets(line, sizeof(line), file)) {
        if (sscanf(line, "%lx-", &start) == 1 && strchr(line, '-') == line + strcspn(line, " -"))
            inside = start == (unsigned long)droppable;
        found |= inside && strncmp(line, "VmFlags", 7) == 0 && strstr(line, " dp");
    }
    fclose(file);
    EXPECT(found);
    return NULL;
}
