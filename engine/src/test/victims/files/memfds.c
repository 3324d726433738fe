/*
 * Memory files: each seal, names of all kinds, one opened for reading only, one mapped twice, one that may be executed, one
 * whose mode was changed; secret ones are no memory files.
 */
#include "victim.h"
#include <sys/mman.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U
#endif

static int sealed, future, named, plain, reader, mode, noexec;
static char *shared, *again;

static void set_up(const char *directory)
{
    char path[40], longest[250];

    (void)directory;
    MUST((sealed = memfd_create("sealed", MFD_ALLOW_SEALING)) >= 0 && write(sealed, "sealed", 6) == 6);
    MUST(fcntl(sealed, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL) == 0);
    MUST((future = memfd_create("", MFD_ALLOW_SEALING | MFD_CLOEXEC)) >= 0 && ftruncate(future, 8192) == 0);
    MUST((shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, future, 0)) != MAP_FAILED);
    MUST(fcntl(future, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_GROW) == 0);
    MUST((again = mmap(NULL, 4096, PROT_READ, MAP_SHARED, future, 4096)) != MAP_FAILED);
    strcpy(shared + 4096, "shared");
    memset(longest, 'n', sizeof(longest));
    longest[249] = 0;
    memcpy(longest, "a b (deleted)/\n", 15);
    MUST((named = memfd_create(longest, 0)) >= 0 && ftruncate(named, 1ll << 40) == 0);
    MUST(pwrite(named, "far", 3, 1ll << 39) == 3 && lseek(named, 77, SEEK_SET) == 77);
    MUST((plain = memfd_create("plain", 0)) >= 0 && write(plain, "plain", 5) == 5);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", plain);
    MUST((reader = open(path, O_RDONLY)) >= 0);
    MUST((mode = memfd_create("mode", 0)) >= 0 && fchmod(mode, 0640) == 0);
    MUST((noexec = memfd_create("noexec", MFD_NOEXEC_SEAL)) >= 0);
}

static const char *check(void)
{
    char text[300], path[40];
    struct stat stat, same;

    EXPECT(fcntl(sealed, F_GET_SEALS) == (F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL));
    EXPECT(pread(sealed, text, 10, 0) == 6 && pwrite(sealed, "x", 1, 0) == -1 && errno == EPERM);
    EXPECT(fcntl(future, F_GET_SEALS) == (F_SEAL_FUTURE_WRITE | F_SEAL_GROW));
    EXPECT(!strcmp(again, "shared") && pwrite(future, "x", 1, 0) == -1 && errno == EPERM);
    shared[4096]++;
    EXPECT(again[0] == 't');
    shared[4096]--;
    EXPECT(pread(named, text, 3, 1ll << 39) == 3 && !memcmp(text, "far", 3) && lseek(named, 0, SEEK_CUR) == 77);
    EXPECT(fstat(named, &stat) == 0 && stat.st_size == 1ll << 40 && stat.st_blocks <= 16);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", named);
    EXPECT(readlink(path, text, sizeof(text)) == 249 + 7 + 10 && !memcmp(text, "/memfd:a b (deleted)/\n", 22));
    EXPECT(fstat(plain, &stat) == 0 && fstat(reader, &same) == 0 && stat.st_ino == same.st_ino);
    EXPECT((fcntl(reader, F_GETFL) & O_ACCMODE) == O_RDONLY && read(reader, text, 8) == 5);
    EXPECT(lseek(reader, 0, SEEK_SET) == 0 && fcntl(plain, F_GET_SEALS) == F_SEAL_SEAL);
    EXPECT(fstat(mode, &stat) == 0 && (stat.st_mode & 07777) == 0640);
    EXPECT(fstat(noexec, &stat) == 0 && (stat.st_mode & 07777) == 0666);
    EXPECT(fcntl(noexec, F_GET_SEALS) & 0x20);
    return NULL;
}
