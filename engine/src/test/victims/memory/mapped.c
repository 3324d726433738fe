/* Mappings of files and devices: deleted ones, private and shared; past the end; only to be written; of /dev/zero; moved parts. */
#include "victim.h"
#include <setjmp.h>
#include <sys/mman.h>

#define PAGE 4096ul
#define SIZE (8 * PAGE)

static unsigned char *deleted_private, *deleted_shared, *short_file, *write_only, *zero_private, *zero_shared;
static unsigned char *anon_write_only, *code, *moved, *hidden, *half_hidden, *empty_file, *read_only_shared, *hole_map;
static int short_fd;
static sigjmp_buf bus;

static void on_bus(int signal)
{
    (void)signal;
    siglongjmp(bus, 1);
}

static void fill(unsigned char *memory, unsigned long size, int seed)
{
    for (unsigned long i = 0; i < size; i++)
        memory[i] = (unsigned char)(i * 7 + i / PAGE + seed);
}

static int is(const unsigned char *memory, unsigned long size, int seed)
{
    for (unsigned long i = 0; i < size; i++)
        if (memory[i] != (unsigned char)(i * 7 + i / PAGE + seed))
            return 0;
    return 1;
}

static int file(const char *directory, const char *name, unsigned long size, int seed)
{
    unsigned char content[SIZE];
    int fd = open(in(directory, name), O_RDWR | O_CREAT | O_TRUNC, 0600);

    fill(content, size, seed);
    MUST(fd >= 0 && write(fd, content, size) == (ssize_t)size);
    return fd;
}

static unsigned char *map(unsigned long size, int prot, int flags, int fd, unsigned long offset)
{
    void *memory = mmap(NULL, size, prot, flags, fd, offset);
    MUST(memory != MAP_FAILED);
    return memory;
}

static void set_up(const char *directory)
{
    int both = PROT_READ | PROT_WRITE, anonymous = MAP_PRIVATE | MAP_ANONYMOUS;
    struct sigaction action = {.sa_handler = on_bus, .sa_flags = SA_NODEFER};
    sigaction(SIGBUS, &action, NULL);

    int fd = file(directory, "gone-private", SIZE, 1);
    deleted_private = map(SIZE, both, MAP_PRIVATE, fd, 0);
    deleted_private[PAGE] = 200;
    unlink(in(directory, "gone-private"));
    close(fd);
    fd = file(directory, "gone-shared", SIZE, 2);
    deleted_shared = map(SIZE, both, MAP_SHARED, fd, 0);
    unlink(in(directory, "gone-shared"));
    close(fd);
    short_fd = file(directory, "short", 2 * PAGE + 10, 3);
    short_file = map(SIZE, both, MAP_SHARED, short_fd, 0);
    fd = file(directory, "shrunk", SIZE, 4);
    empty_file = map(SIZE, both, MAP_PRIVATE, fd, 0);
    MUST(ftruncate(fd, 0) == 0);
    close(fd);
    fd = file(directory, "write-only", SIZE, 5);
    write_only = map(SIZE, PROT_WRITE, MAP_SHARED, fd, 0);
    read_only_shared = map(SIZE, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    fd = open("/dev/zero", O_RDWR);
    zero_private = map(SIZE, both, MAP_PRIVATE, fd, 0);
    fill(zero_private, SIZE, 6);
    zero_shared = map(SIZE, both, MAP_SHARED, fd, 0);
    fill(zero_shared, SIZE, 7);
    close(fd);
    anon_write_only = map(SIZE, both, anonymous, -1, 0);
    fill(anon_write_only, SIZE, 8);
    MUST(mprotect(anon_write_only, SIZE, PROT_WRITE) == 0);
    code = map(PAGE, both | PROT_EXEC, anonymous, -1, 0);
    memcpy(code, "\xb8\x2a\x00\x00\x00\xc3", 6);
    moved = map(SIZE, both, anonymous, -1, 0);
    fill(moved, SIZE, 9);
    moved = mremap(moved, SIZE, 2 * SIZE, MREMAP_MAYMOVE);
    MUST(moved != MAP_FAILED);
    /* A hole in the middle, its part moved elsewhere. */
    hole_map = map(SIZE, PROT_NONE, anonymous, -1, 0);
    MUST(mremap(moved + 2 * PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, hole_map + PAGE) != MAP_FAILED);
    hidden = map(SIZE, both, anonymous, -1, 0);
    fill(hidden, SIZE, 10);
    MUST(mprotect(hidden, SIZE, PROT_NONE) == 0);
    half_hidden = map(SIZE, both, anonymous, -1, 0);
    fill(half_hidden, SIZE, 11);
    for (int page = 0; page < 8; page += 2)
        MUST(mprotect(half_hidden + page * PAGE, PAGE, page % 4 ? PROT_NONE : PROT_READ) == 0);
}

static int faults(unsigned char *page)
{
    if (sigsetjmp(bus, 1))
        return 1;
    return *(volatile unsigned char *)page > 255;
}

static const char *check(void)
{
    EXPECT(deleted_private[PAGE] == 200);
    deleted_private[PAGE] = (unsigned char)(PAGE * 7 + 1 + 1);
    EXPECT(is(deleted_private, SIZE, 1));
    deleted_private[PAGE] = 200;
    EXPECT(is(deleted_shared, SIZE, 2));
    EXPECT(is(short_file, 2 * PAGE + 10, 3) && faults(short_file + 4 * PAGE));
    EXPECT(faults(empty_file));
    write_only[3]++;
    EXPECT(read_only_shared[3] == (unsigned char)(3 * 7 + 5 + 1));
    write_only[3]--;
    EXPECT(is(read_only_shared, SIZE, 5));
    EXPECT(is(zero_private, SIZE, 6));
    EXPECT(is(zero_shared, SIZE, 7));
    EXPECT(mprotect(anon_write_only, SIZE, PROT_READ) == 0);
    EXPECT(is(anon_write_only, SIZE, 8));
    EXPECT(mprotect(anon_write_only, SIZE, PROT_WRITE) == 0);
    EXPECT(((int (*)(void))code)() == 42);
    EXPECT(is(moved, 2 * PAGE, 9));
    EXPECT(hole_map[PAGE] == (unsigned char)(2 * PAGE * 7 + 2 + 9));
    EXPECT(mprotect(hidden, SIZE, PROT_READ) == 0 && is(hidden, SIZE, 10) && mprotect(hidden, SIZE, PROT_NONE) == 0);
    for (int page = 0; page < 8; page += 2)
        EXPECT(mprotect(half_hidden + page * PAGE, PAGE, PROT_READ) == 0);
    EXPECT(is(half_hidden, SIZE, 11));
    for (int page = 0; page < 8; page += 2)
        EXPECT(mprotect(half_hidden + page * PAGE, PAGE, page % 4 ? PROT_NONE : PROT_READ) == 0);
    return NULL;
}
