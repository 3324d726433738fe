/* Memory of every make: private, shared, of files, protected, locked, advised; each with a pattern of its own. */
#include "victim.h"
#include <sys/mman.h>
#include <sys/uio.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

#define PAGE 4096
#define PAGES 16
#define SIZE (PAGES * PAGE)

static unsigned char *private_memory, *protected_memory, *shared_memory, *shared_again, *copied_file, *shared_file;
static unsigned char *advised_memory, *reserved_memory, *heap, *guarded_memory;
static unsigned char initialised[PAGE * 2] = {1};

static void fill(unsigned char *memory, int seed)
{
    for (int i = 0; i < SIZE; i++)
        memory[i] = (unsigned char)(i * 7 + i / PAGE + seed);
}

static int is_filled(const unsigned char *memory, int seed)
{
    for (int i = 0; i < SIZE; i++)
        if (memory[i] != (unsigned char)(i * 7 + i / PAGE + seed))
            return 0;
    return 1;
}

static int is_zero(const unsigned char *memory)
{
    for (int i = 0; i < SIZE; i++)
        if (memory[i])
            return 0;
    return 1;
}

static unsigned char *map(int protection, int flags, int fd)
{
    void *memory = mmap(NULL, SIZE, protection, flags, fd, 0);

    MUST(memory != MAP_FAILED);
    return memory;
}

static int file(const char *directory, const char *name, int seed)
{
    unsigned char content[SIZE];
    int fd = open(in(directory, name), O_RDWR | O_CREAT | O_TRUNC, 0600);

    fill(content, seed);
    MUST(fd >= 0 && write(fd, content, SIZE) == SIZE);
    return fd;
}

static void set_up(const char *directory)
{
    int both = PROT_READ | PROT_WRITE;
    int copied = file(directory, "copied", 1);
    int shared = file(directory, "shared", 2);

    private_memory = map(both, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    fill(private_memory, 3);
    protected_memory = map(both, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    fill(protected_memory, 4);
    MUST(mprotect(protected_memory, SIZE / 2, PROT_NONE) == 0);
    MUST(mprotect(protected_memory + SIZE / 2, SIZE / 2, PROT_READ | PROT_EXEC) == 0);
    shared_memory = map(both, MAP_SHARED | MAP_ANONYMOUS, -1);
    fill(shared_memory, 5);
    MUST(madvise(shared_memory, SIZE, MADV_DONTFORK) == 0);
    copied_file = map(both, MAP_PRIVATE, copied);
    fill(copied_file, 6);
    copied_file[0] = 1;
    shared_file = map(both, MAP_SHARED, shared);
    shared_again = map(PROT_READ, MAP_SHARED, shared);
    fill(shared_file, 7);
    advised_memory = map(both, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    fill(advised_memory, 8);
    MUST(madvise(advised_memory, SIZE, MADV_DONTDUMP) == 0);
    MUST(madvise(advised_memory, SIZE, MADV_RANDOM) == 0);
    MUST(madvise(advised_memory, SIZE, MADV_WIPEONFORK) == 0);
    reserved_memory = map(both, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
    guarded_memory = map(both, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    fill(guarded_memory, 10);
    MUST(madvise(guarded_memory + 2 * PAGE, 3 * PAGE, MADV_GUARD_INSTALL) == 0);
    heap = malloc(SIZE);
    fill(heap, 9);
    initialised[PAGE] = 77;
    close(copied);
    close(shared);
}

/* Whether a page can be read, without a signal when it cannot. */
static int is_readable(unsigned char *page)
{
    unsigned char byte;
    struct iovec to = {&byte, 1}, from = {page, 1};

    return process_vm_readv(getpid(), &to, 1, &from, 1, 0) == 1;
}

static const char *check(void)
{
    for (int i = 0; i < PAGES; i++) {
        int guarded = i >= 2 && i < 5;
        EXPECT(is_readable(guarded_memory + i * PAGE) == !guarded);
        EXPECT(guarded || guarded_memory[i * PAGE] == (unsigned char)(i * PAGE * 7 + i + 10));
    }
    EXPECT(is_filled(private_memory, 3));
    EXPECT(mprotect(protected_memory, SIZE / 2, PROT_READ) == 0);
    EXPECT(is_filled(protected_memory, 4));
    EXPECT(mprotect(protected_memory, SIZE / 2, PROT_NONE) == 0);
    EXPECT(is_filled(shared_memory, 5));
    EXPECT(copied_file[0] == 1);
    copied_file[0] = 6;
    EXPECT(is_filled(copied_file, 6));
    copied_file[0] = 1;
    EXPECT(is_filled(shared_file, 7) && is_filled(shared_again, 7));
    shared_file[5]++;
    EXPECT(shared_again[5] == shared_file[5]);
    shared_file[5]--;
    EXPECT(is_filled(advised_memory, 8));
    EXPECT(is_zero(reserved_memory));
    EXPECT(is_filled(heap, 9));
    EXPECT(initialised[0] == 1 && initialised[PAGE] == 77);
    free(malloc(100000));
    return NULL;
}
