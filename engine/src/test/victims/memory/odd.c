/* Address spaces of odd shape: terabytes reserved, hundreds of mappings, low and executable-only ones, huge pages switched off,
 * locked memory of a user who may not lock, windows on one shared object at different offsets.
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define PAGE 4096ul
#define VAST (4ul << 40)
#define PIECES 600ul

static unsigned char *vast, *pieces, *low, *locked, *window, *elsewhere, *exec_only, *none_file;
static pid_t child;

static unsigned char *map(void *at, unsigned long size, int prot, int flags)
{
    unsigned char *memory = mmap(at, size, prot, flags | MAP_ANONYMOUS, -1, 0);

    MUST(memory != MAP_FAILED);
    return memory;
}

static void set_up(const char *directory)
{
    int both = PROT_READ | PROT_WRITE;
    struct rlimit none = {0, 0};

    MUST(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0);
    vast = map(NULL, VAST, both, MAP_PRIVATE | MAP_NORESERVE);
    vast[5] = 1;
    vast[VAST / 2] = 2;
    vast[VAST - 1] = 3;
    pieces = map(NULL, PIECES * PAGE, both, MAP_PRIVATE);
    for (unsigned long i = 0; i < PIECES; i++)
        pieces[i * PAGE] = (unsigned char)(i % 251);
    for (unsigned long i = 0; i < PIECES; i += 2)
        MUST(mprotect(pieces + i * PAGE, PAGE, PROT_READ) == 0);
    low = map((void *)0x10000, PAGE, both, MAP_PRIVATE | MAP_FIXED_NOREPLACE);
    low[0] = 9;
    exec_only = map(NULL, PAGE, both, MAP_PRIVATE);
    memcpy(exec_only, "\xb8\x2b\x00\x00\x00\xc3", 6);
    MUST(mprotect(exec_only, PAGE, PROT_EXEC) == 0);
    int fd = open(in(directory, "none"), O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && write(fd, "none", 4) == 4);
    none_file = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE, fd, 0);
    MUST(none_file != MAP_FAILED && close(fd) == 0);
    window = map(NULL, 8 * PAGE, both, MAP_SHARED);
    window[6 * PAGE] = 66;
    elsewhere = mremap(window + 4 * PAGE, 0, 4 * PAGE, MREMAP_MAYMOVE);
    MUST(elsewhere != MAP_FAILED && elsewhere[2 * PAGE] == 66);
    locked = map(NULL, 4 * PAGE, both, MAP_PRIVATE);
    MUST(mlock(locked, 4 * PAGE) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        MUST(munmap(window, 6 * PAGE) == 0);
        for (pid_t parent = getppid(); getppid() == parent; usleep(5000))
            window[7 * PAGE] = window[6 * PAGE + 1];
        _exit(0);
    }
    MUST(setrlimit(RLIMIT_MEMLOCK, &none) == 0);
}

static const char *check(void)
{
    EXPECT(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1);
    EXPECT(vast[5] == 1 && vast[VAST / 2] == 2 && vast[VAST - 1] == 3 && vast[VAST / 4] == 0);
    for (unsigned long i = 0; i < PIECES; i++)
        EXPECT(pieces[i * PAGE] == (unsigned char)(i % 251));
    EXPECT(low[0] == 9);
    EXPECT(((int (*)(void))exec_only)() == 43);
    EXPECT(mprotect(none_file, PAGE, PROT_READ) == 0 && memcmp(none_file, "none", 4) == 0);
    EXPECT(mprotect(none_file, PAGE, PROT_NONE) == 0);
    EXPECT(elsewhere[2 * PAGE] == 66 && window[6 * PAGE] == 66);
    elsewhere[2 * PAGE + 1]++;
    for (int wait = 0; window[7 * PAGE] != elsewhere[2 * PAGE + 1] && wait < 400; wait++)
        usleep(5000);
    EXPECT(elsewhere[3 * PAGE] == elsewhere[2 * PAGE + 1]);
    return NULL;
}
