/*
 * Terminals: a pair that controls the session, with queued bytes both ways, its size, modes and owner; /dev/tty; a locked
 * master in packet mode; a slave whose master is gone.
 */
#include "victim.h"
#include <sys/ioctl.h>
#include <termios.h>

static int master, slave, again, current, locked, orphan, other_master, other;
static int number;

static int open_master(int index_of[1])
{
    int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC), unlock = 0;

    MUST(fd >= 0 && ioctl(fd, TIOCSPTLCK, &unlock) == 0 && ioctl(fd, TIOCGPTN, index_of) == 0);
    return fd;
}

static int open_slave(int index, int flags)
{
    char path[32];
    int fd;

    snprintf(path, sizeof(path), "/dev/pts/%d", index);
    MUST((fd = open(path, O_RDWR | O_NOCTTY | flags)) >= 0);
    return fd;
}

static void queue(void)
{
    MUST(write(master, "one line\ntwo\n", 13) == 13 && write(slave, "from the slave", 14) == 14);
}

static void set_up_pair(void)
{
    struct winsize size = {33, 77, 5, 6};
    struct termios modes;

    master = open_master(&number);
    slave = open_slave(number, 0);
    again = open_slave(number, O_NONBLOCK | O_CLOEXEC);
    MUST(ioctl(slave, TIOCSWINSZ, &size) == 0 && tcgetattr(slave, &modes) == 0);
    modes.c_lflag &= ~(ECHO | ISIG);
    modes.c_iflag |= IGNBRK;
    modes.c_cc[VKILL] = 'K';
    modes.c_cc[VEOL2] = '#';
    MUST(tcsetattr(slave, TCSANOW, &modes) == 0);
    MUST(fchown(slave, 1234, 5) == 0 && fchmod(slave, 0640) == 0);
    MUST(ioctl(slave, TIOCSCTTY, 0) == 0);
    MUST((current = open("/dev/tty", O_RDWR)) >= 0);
    queue();
}

static void set_up(const char *directory)
{
    int gone_number, one = 1;

    (void)directory;
    signal(SIGHUP, SIG_IGN);
    set_up_pair();
    MUST((locked = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)) >= 0 && ioctl(locked, TIOCPKT, &one) == 0);
    int gone = open_master(&gone_number);
    orphan = open_slave(gone_number, 0);
    MUST(close(gone) == 0);
    other_master = open_master(&gone_number);
    other = open_slave(gone_number, 0);
}

static const char *check_modes(void)
{
    struct winsize size;
    struct termios modes;
    struct stat stat;

    EXPECT(ioctl(slave, TIOCGWINSZ, &size) == 0 && size.ws_row == 33 && size.ws_col == 77 && size.ws_ypixel == 6);
    EXPECT(tcgetattr(slave, &modes) == 0 && !(modes.c_lflag & (ECHO | ISIG)) && (modes.c_lflag & ICANON));
    EXPECT((modes.c_iflag & IGNBRK) && modes.c_cc[VKILL] == 'K' && modes.c_cc[VEOL2] == '#');
    EXPECT(modes.c_cc[VINTR] == 3 && cfgetospeed(&modes) == B38400);
    EXPECT(fstat(slave, &stat) == 0 && stat.st_uid == 1234 && stat.st_gid == 5);
    return NULL;
}

static const char *check_pair(void)
{
    char bytes[64];
    int index;

    EXPECT(ioctl(master, TIOCGPTN, &index) == 0 && index == number);
    EXPECT(read(slave, bytes, sizeof(bytes)) == 9 && memcmp(bytes, "one line\n", 9) == 0);
    EXPECT(read(again, bytes, sizeof(bytes)) == 4 && memcmp(bytes, "two\n", 4) == 0);
    EXPECT(read(again, bytes, sizeof(bytes)) == -1 && errno == EAGAIN);
    EXPECT(read(master, bytes, sizeof(bytes)) == 14 && memcmp(bytes, "from the slave", 14) == 0);
    EXPECT(write(current, "x\n", 2) == 2 && read(master, bytes, sizeof(bytes)) == 3 && memcmp(bytes, "x\r\n", 3) == 0);
    EXPECT(fcntl(again, F_GETFD) == FD_CLOEXEC && fcntl(current, F_GETFD) == 0);
    queue();
    return NULL;
}

static const char *check(void)
{
    char bytes[64];
    int packets, lock;
    const char *failure = check_modes();

    if (!failure) {
        failure = check_pair();
    }
    if (failure) {
        return failure;
    }
    EXPECT(tcgetsid(slave) == getpid() && tcgetpgrp(slave) == getpid() && tcgetpgrp(master) == getpid());
    EXPECT(ioctl(locked, TIOCGPKT, &packets) == 0 && packets == 1);
    EXPECT(ioctl(locked, TIOCGPTLCK, &lock) == 0 && lock == 1 && (fcntl(locked, F_GETFL) & O_NONBLOCK));
    EXPECT(read(orphan, bytes, 1) == 0 && write(orphan, "x", 1) == -1 && errno == EIO);
    EXPECT(write(other_master, "ab\n", 3) == 3 && read(other, bytes, sizeof(bytes)) == 3);
    // What was typed is echoed: not there.
    EXPECT(read(other_master, bytes, sizeof(bytes)) == 4 && memcmp(bytes, "ab\r\n", 4) == 0);
    return NULL;
}
