/*
 * Anonymous shared memory that the program opened by way of map_files: the descriptor, a private and a second shared mapping
 * of it; and one that is open only, of an odd size.
 * criu: cannot restores the shared mapping of our images as memory of its own; crj restores those of CRIU
 */
#include "victim.h"
#include <sys/mman.h>

#define PAGE 4096ul

static unsigned char *first, *own, *second;
static int fd, alone;

static int file(void *start, unsigned long size)
{
    char path[80];

    snprintf(path, sizeof(path), "/proc/self/map_files/%lx-%lx", (unsigned long)start, (unsigned long)start + size);
    return open(path, O_RDWR);
}

static void set_up(const char *directory)
{
    (void)directory;
    first = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(first != MAP_FAILED && (fd = file(first, 4 * PAGE)) >= 0);
    own = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, PAGE);
    second = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 2 * PAGE);
    MUST(own != MAP_FAILED && second != MAP_FAILED);
    first[0] = 1;
    first[PAGE] = 2;
    first[2 * PAGE] = 3;
    own[PAGE] = 4;
    unsigned char *gone = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(gone != MAP_FAILED && (alone = file(gone, PAGE)) >= 0 && munmap(gone, PAGE) == 0);
    MUST(ftruncate(alone, 0) == 0 && write(alone, "hello", 5) == 5 && lseek(alone, 2, SEEK_SET) == 2);
}

static const char *check(void)
{
    unsigned char byte;
    char text[40], path[40];
    struct stat stat;

    EXPECT(first[0] == 1 && own[0] == 2 && first[2 * PAGE] == 3 && own[PAGE] == 4 && second[0] == 3);
    second[0] = 5;
    EXPECT(first[2 * PAGE] == 5);
    second[0] = 3;
    first[3 * PAGE] = 6;
    EXPECT(own[2 * PAGE] == 6 && second[PAGE] == 6 && pread(fd, &byte, 1, 3 * PAGE) == 1 && byte == 6);
    first[3 * PAGE] = 0;
    EXPECT(fstat(alone, &stat) == 0 && stat.st_size == 5 && lseek(alone, 0, SEEK_CUR) == 2);
    EXPECT(pread(alone, text, sizeof(text), 0) == 5 && memcmp(text, "hello", 5) == 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", alone);
    EXPECT(readlink(path, text, sizeof(text)) == 19 && memcmp(text, "/dev/zero (deleted)", 19) == 0);
    return NULL;
}
