/* Memory that the kernel may take back at any time: MAP_DROPPABLE; after a move it has done so, and nobody has its secrets twice.
 */
#include "victim.h"
#include <sys/mman.h>

static unsigned char *droppable;
static char born[32];

/* When this process began, which a move changes. */
static void begin(char *text)
{
    FILE *file = fopen("/proc/self/stat", "r");

    MUST(file && fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %31s", text) == 1);
    fclose(file);
}

static void set_up(const char *directory)
{
    (void)directory;
    begin(born);
    droppable = mmap(NULL, 4 * 4096, PROT_READ | PROT_WRITE, 0x08 | MAP_ANONYMOUS, -1, 0);
    MUST(droppable != MAP_FAILED);
    droppable[0] = 9;
}

static const char *check(void)
{
    char line[512], now[32];
    unsigned long start;
    int inside = 0, found = 0;
    FILE *file = fopen("/proc/self/smaps", "r");

    begin(now);
    EXPECT(droppable[0] == 0 || (droppable[0] == 9 && !strcmp(now, born)));
    while (fgets(line, sizeof(line), file)) {
        if (sscanf(line, "%lx-", &start) == 1 && strchr(line, '-') == line + strcspn(line, " -"))
            inside = start == (unsigned long)droppable;
        found |= inside && strncmp(line, "VmFlags", 7) == 0 && strstr(line, " dp");
    }
    fclose(file);
    EXPECT(found);
    return NULL;
}
