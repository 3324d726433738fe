/*
 * A lock on a file that nobody asked to be carried.
 * refused: --file-locks carries it
 */
#include "victim.h"
#include <sys/file.h>

static int file;

static void set_up(const char *work)
{
    MUST((file = open(in(work, "file"), O_RDWR | O_CREAT, 0600)) >= 0 && flock(file, LOCK_EX) == 0);
}

static const char *check(void)
{
    char path[32];
    int other;

    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    EXPECT((other = open(path, O_RDWR)) >= 0 && flock(other, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK);
    EXPECT(close(other) == 0);
    return NULL;
}
