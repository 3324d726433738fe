/*
 * A container's console: a slave of the tree's own devpts is mounted over a file and controls a session.
 * launch: unshare --mount --propagation private
 * criu: cannot find the host's file systems by itself in namespaces of a tree
 */
#include "victim.h"
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <termios.h>

static int master, slave;
static char *console;

static const char *check(void)
{
    struct stat one, two;
    struct statvfs flags;
    char text[8] = "";
    unsigned device = 0;
    int tty;

    EXPECT(fstat(slave, &one) == 0 && stat(console, &two) == 0 && S_ISCHR(two.st_mode));
    EXPECT(one.st_rdev == two.st_rdev && one.st_ino == two.st_ino);
    EXPECT(stat("/dev/pts/0", &two) == 0 && one.st_ino == two.st_ino);
    EXPECT((tty = open("/dev/tty", O_RDWR)) >= 0 && ioctl(tty, TIOCGDEV, &device) == 0 && close(tty) == 0);
    EXPECT(one.st_rdev == device);
    EXPECT(statvfs(console, &flags) == 0 && (flags.f_flag & ST_NOEXEC));
    int fd = open(console, O_RDWR | O_NOCTTY);
    EXPECT(fd >= 0 && write(fd, "hello", 5) == 5 && close(fd) == 0);
    EXPECT(read(master, text, sizeof text) == 5 && strcmp(text, "hello") == 0);
    return NULL;
}

static void set_up(const char *directory)
{
    struct termios modes;
    char name[32];
    int fd;

    MUST(mount("devpts", "/dev/pts", "devpts", MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620") == 0);
    MUST((master = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY)) >= 0 && unlockpt(master) == 0);
    MUST(ptsname_r(master, name, sizeof name) == 0 && (slave = open(name, O_RDWR | O_NOCTTY)) >= 0);
    MUST((getsid(0) == getpid() || setsid() > 0) && ioctl(slave, TIOCSCTTY, 1) == 0);
    MUST(tcgetattr(slave, &modes) == 0);
    cfmakeraw(&modes);
    MUST(tcsetattr(slave, TCSANOW, &modes) == 0);
    console = in(directory, "console");
    MUST((fd = open(console, O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    MUST(mount(name, console, NULL, MS_BIND, NULL) == 0);
    MUST(check() == NULL);
}
