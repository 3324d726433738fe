/* Memory files: contents, offsets, seals, sharing between descriptors and a mapping. */
#include "victim.h"
#include <sys/mman.h>

#define LENGTH (5 * 4096 + 100)

static int plain, reader, sealed, mapped, empty;
static char *mapping;

static void set_up(const char *directory)
{
    char path[64];

    (void)directory;
    MUST((plain = memfd_create("plain one", MFD_CLOEXEC)) >= 0);
    MUST(ftruncate(plain, LENGTH) == 0 && pwrite(plain, "middle", 6, 3 * 4096 - 3) == 6);
    MUST(lseek(plain, 77, SEEK_SET) == 77);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", plain);
    MUST((reader = open(path, O_RDONLY)) >= 0 && lseek(reader, 3 * 4096 - 3, SEEK_SET) > 0);

    MUST((sealed = memfd_create("sealed", MFD_ALLOW_SEALING)) >= 0 && write(sealed, "kept", 4) == 4);
    MUST(fcntl(sealed, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) == 0);

    MUST((mapped = memfd_create("mapped", MFD_ALLOW_SEALING)) >= 0 && ftruncate(mapped, 8192) == 0);
    mapping = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, mapped, 0);
    MUST(mapping != MAP_FAILED && strcpy(mapping + 4096, "through the mapping"));
    MUST((empty = memfd_create("", 0)) >= 0 && fchmod(empty, 0600) == 0);
}

static const char *check(void)
{
    char bytes[32] = {0};
    struct stat file;

    EXPECT(fstat(plain, &file) == 0 && file.st_size == LENGTH && fcntl(plain, F_GETFD) == FD_CLOEXEC);
    EXPECT(lseek(plain, 0, SEEK_CUR) == 77 && fcntl(plain, F_GET_SEALS) == F_SEAL_SEAL);
    EXPECT((fcntl(reader, F_GETFL) & O_ACCMODE) == O_RDONLY && lseek(reader, 0, SEEK_CUR) == 3 * 4096 - 3);
    EXPECT(read(reader, bytes, 6) == 6 && memcmp(bytes, "middle", 6) == 0);
    EXPECT(lseek(reader, 3 * 4096 - 3, SEEK_SET) > 0);
    EXPECT(pwrite(plain, "MIDDLE", 6, 3 * 4096 - 3) == 6 && pread(reader, bytes, 6, 3 * 4096 - 3) == 6);
    EXPECT(memcmp(bytes, "MIDDLE", 6) == 0 && pwrite(plain, "middle", 6, 3 * 4096 - 3) == 6);
    EXPECT(fcntl(sealed, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
    EXPECT(pread(sealed, bytes, 8, 0) == 4 && memcmp(bytes, "kept", 4) == 0 && lseek(sealed, 0, SEEK_CUR) == 4);
    EXPECT(pwrite(sealed, "lost", 4, 0) == -1 && errno == EPERM);
    EXPECT(fcntl(mapped, F_GET_SEALS) == 0);
    EXPECT(strcmp(mapping + 4096, "through the mapping") == 0);
    EXPECT(pread(mapped, bytes, 8, 4096) == 8 && memcmp(bytes, "through ", 8) == 0);
    EXPECT(pwrite(mapped, "T", 1, 4096) == 1 && mapping[4096] == 'T' && pwrite(mapped, "t", 1, 4096) == 1);
    EXPECT(fstat(empty, &file) == 0 && file.st_size == 0 && (file.st_mode & 07777) == 0600);
    return NULL;
}
