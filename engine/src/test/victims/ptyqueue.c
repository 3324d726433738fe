/*
 * What waits in terminals: lines, ends of file and an unfinished line; more than a page in raw mode; the last words of a
 * slave that is closed; modes that are locked, an exclusive terminal.
 */
#include "victim.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>

#define LONG 5000

static int lines[2], raw[2], closed, guarded[2];
static char pattern[LONG];

static void make(int pair[2])
{
    char path[32];
    int unlock = 0, index;

    MUST((pair[0] = open("/dev/ptmx", O_RDWR | O_NOCTTY)) >= 0 && ioctl(pair[0], TIOCSPTLCK, &unlock) == 0);
    MUST(ioctl(pair[0], TIOCGPTN, &index) == 0);
    snprintf(path, sizeof(path), "/dev/pts/%d", index);
    MUST((pair[1] = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)) >= 0);
}

static void modes(int fd, int clear, int raw_mode)
{
    struct termios modes;

    MUST(tcgetattr(fd, &modes) == 0);
    modes.c_lflag &= ~clear;
    if (raw_mode) {
        cfmakeraw(&modes);
        modes.c_cc[VMIN] = 7;
        modes.c_cc[VTIME] = 1;
    }
    MUST(tcsetattr(fd, TCSANOW, &modes) == 0);
}

/* Behind the literal-next character even ^C and ^D are ordinary. */
static void queue_lines(void)
{
    static const char typed[] = "first\nend\004\004a\026\003\026\004b\nunfinished";

    MUST(write(lines[0], typed, sizeof(typed) - 1) == sizeof(typed) - 1);
}

static void queue_raw(void)
{
    MUST(write(raw[0], pattern, 4000) == 4000 && write(raw[1], pattern, LONG) == LONG);
}

static void set_up(const char *directory)
{
    struct termios locks = {.c_oflag = OPOST};
    int gone[2];

    (void)directory;
    for (int i = 0; i < LONG; i++) {
        pattern[i] = i % 251;
    }
    make(lines);
    modes(lines[1], ECHO, 0);
    queue_lines();
    make(raw);
    modes(raw[1], 0, 1);
    queue_raw();
    make(gone);
    MUST(write(gone[1], "last words", 10) == 10 && close(gone[1]) == 0);
    closed = gone[0];
    make(guarded);
    MUST(ioctl(guarded[1], TIOCSLCKTRMIOS, &locks) == 0 && ioctl(guarded[1], TIOCEXCL) == 0);
}

static const char *check_lines(void)
{
    char bytes[64];

    EXPECT(read(lines[1], bytes, sizeof(bytes)) == 6 && memcmp(bytes, "first\n", 6) == 0);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == 3 && memcmp(bytes, "end", 3) == 0);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == 0);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == 5 && memcmp(bytes, "a\003\004b\n", 5) == 0);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == -1 && errno == EAGAIN);
    EXPECT(write(lines[0], "\177!\n", 3) == 3);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == 11 && memcmp(bytes, "unfinishe!\n", 11) == 0);
    EXPECT(read(lines[1], bytes, sizeof(bytes)) == -1 && errno == EAGAIN);
    struct pollfd echo = {lines[0], POLLIN, 0};
    EXPECT(poll(&echo, 1, 0) == 0);
    queue_lines();
    return NULL;
}

static const char *check_raw(void)
{
    static char bytes[LONG];
    int got = 0;

    while (got < 4000) {
        int n = read(raw[1], bytes + got, sizeof(bytes) - got);
        EXPECT(n > 0);
        got += n;
    }
    EXPECT(got == 4000 && memcmp(bytes, pattern, got) == 0);
    for (got = 0; got < LONG;) {
        int n = read(raw[0], bytes + got, sizeof(bytes) - got);
        EXPECT(n > 0);
        got += n;
    }
    EXPECT(memcmp(bytes, pattern, LONG) == 0);
    queue_raw();
    return NULL;
}

static const char *check(void)
{
    static int heard;
    char bytes[64];
    struct termios locks;
    int exclusive;
    const char *failure = check_lines();

    if (!failure) {
        failure = check_raw();
    }
    if (failure) {
        return failure;
    }
    if (!heard) {
        EXPECT(read(closed, bytes, sizeof(bytes)) == 10 && memcmp(bytes, "last words", 10) == 0);
        heard = 1;
    }
    EXPECT(read(closed, bytes, sizeof(bytes)) == -1 && errno == EIO);
    EXPECT(ioctl(guarded[1], TIOCGLCKTRMIOS, &locks) == 0 && locks.c_oflag == OPOST && locks.c_lflag == 0);
    EXPECT(ioctl(guarded[1], TIOCGEXCL, &exclusive) == 0 && exclusive == 1);
    EXPECT(ioctl(raw[1], TIOCGEXCL, &exclusive) == 0 && exclusive == 0);
    return NULL;
}
