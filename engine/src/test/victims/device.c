/* Devices whose name was unlinked, taken by another file of the same device, or taken by another device. */
#include "victim.h"
#include <sys/sysmacros.h>

static int null, zero, full;

static void make(const char *path, int minor)
{
    MUST(mknod(path, S_IFCHR | 0666, makedev(1, minor)) == 0);
}

static void set_up(const char *directory)
{
    char *gone = in(directory, "gone");
    char *again = in(directory, "again");
    char *other = in(directory, "other");

    make(gone, 3);
    MUST((null = open(gone, O_RDWR)) >= 0 && unlink(gone) == 0);
    make(again, 5);
    MUST((zero = open(again, O_RDONLY)) >= 0 && unlink(again) == 0);
    make(again, 5);
    make(other, 7);
    MUST((full = open(other, O_WRONLY)) >= 0 && unlink(other) == 0);
    make(other, 3);
}

static int is(int fd, int number)
{
    struct stat device;

    return fstat(fd, &device) == 0 && S_ISCHR(device.st_mode) && major(device.st_rdev) == 1
           && minor(device.st_rdev) == (unsigned)number;
}

static const char *check(void)
{
    char bytes[4] = {1, 1, 1, 1};

    EXPECT(is(null, 3) && write(null, bytes, 4) == 4 && read(null, bytes, 4) == 0);
    EXPECT(is(zero, 5) && read(zero, bytes, 4) == 4 && bytes[3] == 0);
    EXPECT(is(full, 7) && write(full, bytes, 4) == -1 && errno == ENOSPC);
    return NULL;
}
