/*
 * Devices that remember nothing: null, zero, full, random, urandom, and tty's multiplexer unopened; read and written.
 */
#include "victim.h"

static int null, zero, full, rnd, urandom;

static void set_up(const char *directory)
{
    (void)directory;
    MUST((null = open("/dev/null", O_RDWR | O_APPEND)) >= 0 && (zero = open("/dev/zero", O_RDONLY)) >= 0);
    MUST((full = open("/dev/full", O_RDWR)) >= 0 && (rnd = open("/dev/random", O_RDONLY | O_NONBLOCK)) >= 0);
    MUST((urandom = open("/dev/urandom", O_RDONLY | O_CLOEXEC)) >= 0);
}

static const char *check(void)
{
    char text[16];

    EXPECT(write(null, "x", 1) == 1 && read(null, text, 1) == 0 && (fcntl(null, F_GETFL) & O_APPEND));
    EXPECT(read(zero, text, 16) == 16 && text[15] == 0 && write(full, "x", 1) == -1 && errno == ENOSPC);
    EXPECT(read(rnd, text, 16) == 16 && read(urandom, text, 16) == 16 && fcntl(urandom, F_GETFD) == FD_CLOEXEC);
    return NULL;
}
