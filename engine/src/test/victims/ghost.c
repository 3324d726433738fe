/* Deleted files: contents, holes, two opens of one of them, one that has a new file in its place. */
#include "victim.h"
#include <sys/mman.h>

#define FAR (256 * 1024)

static int one, other, replaced, empty;
static char *mapping;
static char *replaced_path;

static int make(const char *path, const char *content)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0604);

    MUST(fd >= 0 && write(fd, content, strlen(content)) == (ssize_t)strlen(content));
    return fd;
}

static void set_up(const char *directory)
{
    char *path = in(directory, "ghost");

    one = make(path, "near");
    MUST(pwrite(one, "far", 3, FAR) == 3 && fchown(one, 12, 34) == 0);
    MUST((other = open(path, O_RDONLY)) >= 0 && lseek(other, FAR, SEEK_SET) == FAR);
    MUST(unlink(path) == 0);

    replaced_path = in(directory, "replaced");
    replaced = make(replaced_path, "old");
    MUST(unlink(replaced_path) == 0);
    close(make(replaced_path, "new"));

    char *empty_path = in(directory, "empty");
    empty = make(empty_path, "");
    MUST(unlink(empty_path) == 0);

    char *mapped_path = in(directory, "mapped");
    int mapped = make(mapped_path, "");
    MUST(ftruncate(mapped, 32768) == 0);
    mapping = mmap(NULL, 32768, PROT_READ | PROT_WRITE, MAP_SHARED, mapped, 0);
    MUST(mapping != MAP_FAILED && close(mapped) == 0 && unlink(mapped_path) == 0);
    strcpy(mapping + 8192, "mapped");
}

static const char *check(void)
{
    char bytes[8] = {0};
    struct stat file, file_of_other;

    EXPECT(fstat(one, &file) == 0 && file.st_nlink == 0 && file.st_size == FAR + 3);
    EXPECT(file.st_uid == 12 && file.st_gid == 34 && (file.st_mode & 07777) == 0604);
    EXPECT(fstat(other, &file_of_other) == 0 && file.st_ino == file_of_other.st_ino);
    EXPECT(pread(one, bytes, 5, 0) == 5 && memcmp(bytes, "near\0", 5) == 0);
    EXPECT(lseek(one, 0, SEEK_CUR) == 4 && lseek(other, 0, SEEK_CUR) == FAR);
    EXPECT(read(other, bytes, 8) == 3 && memcmp(bytes, "far", 3) == 0 && lseek(other, FAR, SEEK_SET) == FAR);
    EXPECT(pwrite(one, "FAR", 3, FAR) == 3 && pread(other, bytes, 3, FAR) == 3 && memcmp(bytes, "FAR", 3) == 0);
    EXPECT(pwrite(one, "far", 3, FAR) == 3);
    EXPECT(pread(replaced, bytes, 8, 0) == 3 && memcmp(bytes, "old", 3) == 0);
    EXPECT(fstat(empty, &file) == 0 && file.st_nlink == 0 && file.st_size == 0);
    EXPECT(strcmp(mapping + 8192, "mapped") == 0 && mapping[0] == 0);
    return NULL;
}
