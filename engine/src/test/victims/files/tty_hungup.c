/*
 * A session whose terminal was hung up: its descriptors and its name as controlling terminal are there, nobody is behind.
 */
#include "victim.h"
#include <sys/ioctl.h>
#include <termios.h>

static int slave;

static void set_up(const char *directory)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);

    (void)directory;
    signal(SIGHUP, SIG_IGN);
    MUST(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    setsid();
    MUST((slave = open(ptsname(master), O_RDWR)) >= 0 && close(master) == 0);
    usleep(10000);
}

static const char *check(void)
{
    char byte;

    EXPECT(read(slave, &byte, 1) == 0 && write(slave, "x", 1) == -1 && errno == EIO);
    EXPECT(open("/dev/tty", O_RDWR) == -1 && errno == ENXIO);
    return NULL;
}
