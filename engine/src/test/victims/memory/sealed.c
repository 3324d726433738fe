/* Memory that can be neither unmapped nor protected otherwise: mseal(2). */
#include "victim.h"
#include <sys/mman.h>
#include <sys/syscall.h>

#define PAGE 4096ul

static unsigned char *sealed;

static void set_up(const char *directory)
{
    (void)directory;
    sealed = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(sealed != MAP_FAILED);
    sealed[0] = 7;
    MUST(mprotect(sealed, 2 * PAGE, PROT_READ) == 0);
    MUST(syscall(462, sealed, 4 * PAGE, 0) == 0);
}

static const char *check(void)
{
    EXPECT(sealed[0] == 7);
    sealed[2 * PAGE] = 1;
    EXPECT(mprotect(sealed, PAGE, PROT_NONE) == -1 && errno == EPERM);
    EXPECT(munmap(sealed + 3 * PAGE, PAGE) == -1 && errno == EPERM);
    return NULL;
}
