/*
 * Leases: one for reading, one for writing.
 * options: --file-locks
 * migrate: no in the lab both hosts have one kernel and the same files: the source, frozen, still holds its locks and leases
 */
#include "victim.h"
#include <sys/wait.h>

static int reading, writing;

static void set_up(const char *work)
{
    int fd;

    MUST((fd = open(in(work, "read"), O_RDWR | O_CREAT, 0600)) >= 0 && close(fd) == 0);
    MUST((reading = open(in(work, "read"), O_RDONLY)) >= 0 && fcntl(reading, F_SETLEASE, F_RDLCK) == 0);
    MUST((writing = open(in(work, "write"), O_RDWR | O_CREAT, 0600)) >= 0 && fcntl(writing, F_SETLEASE, F_WRLCK) == 0);
}

static const char *check(void)
{
    EXPECT(fcntl(reading, F_GETLEASE) == F_RDLCK && fcntl(writing, F_GETLEASE) == F_WRLCK);
    return NULL;
}
