/* Thousands of mappings: pages of two protections in turn, files mapped for reading and for writing in turn.
 */
#include "victim.h"
#include <sys/mman.h>

#define PAGES 3000
#define FILES 1000

static unsigned char *pages, *files[FILES];

static void set_up(const char *directory)
{
    (void)directory;
    pages = mmap(NULL, PAGES * 4096ul, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(pages != MAP_FAILED);
    for (int i = 0; i < PAGES; i++) {
        pages[i * 4096ul] = i % 251;
        MUST(i % 2 == 0 || mprotect(pages + i * 4096ul, 4096, i % 3 ? PROT_READ : PROT_NONE) == 0);
    }
    for (int i = 0; i < FILES; i++) {
        int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
        files[i] = mmap(NULL, 4096, i % 2 ? PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
        MUST(files[i] != MAP_FAILED && close(fd) == 0);
        if (i % 2 == 0)
            files[i][0] = i % 251;
    }
}

static const char *check(void)
{
    for (int i = 0; i < PAGES; i++) {
        EXPECT((i % 2 && i % 3 == 0) || pages[i * 4096ul] == i % 251);
    }
    for (int i = 0; i < FILES; i++) {
        EXPECT(files[i][0] == (i % 2 ? 0x7f : i % 251));
    }
    return NULL;
}
