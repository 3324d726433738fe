/*
 * Terminals in odd states: two masters' sides, packet mode, exclusive use, locked settings, a locked slave, sizes, another
 * line discipline.
 * criu: cannot it gives up exclusive use
 */
#include "victim.h"
#include <sys/ioctl.h>
#include <termios.h>

static int masters[3], slaves[2];

static int opened(int *slave)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY), zero = 0;
    char path[40];

    MUST(master >= 0);
    if (slave) {
        MUST(ioctl(master, TIOCSPTLCK, &zero) == 0);
        snprintf(path, sizeof(path), "%s", ptsname(master));
        MUST((*slave = open(path, O_RDWR | O_NOCTTY)) >= 0);
    }
    return master;
}

static void set_up(const char *directory)
{
    int one = 1;
    struct winsize size = {33, 77, 500, 600};
    struct termios locked;

    (void)directory;
    masters[0] = opened(&slaves[0]);
    masters[1] = opened(&slaves[1]);
    masters[2] = opened(NULL);
    MUST(ioctl(masters[0], TIOCPKT, &one) == 0 && ioctl(slaves[0], TIOCEXCL) == 0);
    MUST(ioctl(masters[1], TIOCSWINSZ, &size) == 0);
    memset(&locked, 0, sizeof(locked));
    locked.c_lflag = ECHO;
    MUST(ioctl(slaves[1], TIOCSLCKTRMIOS, &locked) == 0);
}

static const char *check(void)
{
    int state;
    struct winsize size;
    struct termios settings, locked;

    EXPECT(ioctl(masters[0], TIOCGPKT, &state) == 0 && state == 1);
    EXPECT(ioctl(slaves[0], TIOCGEXCL, &state) == 0 && state == 1);
    EXPECT(ioctl(slaves[1], TIOCGEXCL, &state) == 0 && state == 0);
    EXPECT(ioctl(masters[1], TIOCGWINSZ, &size) == 0 && size.ws_row == 33 && size.ws_xpixel == 500);
    EXPECT(ioctl(slaves[1], TIOCGLCKTRMIOS, &locked) == 0 && locked.c_lflag == ECHO);
    EXPECT(tcgetattr(slaves[1], &settings) == 0 && (settings.c_lflag & ECHO));
    settings.c_lflag &= ~ECHO;
    EXPECT(tcsetattr(slaves[1], TCSANOW, &settings) == 0 && tcgetattr(slaves[1], &settings) == 0);
    EXPECT(settings.c_lflag & ECHO);
    EXPECT(ioctl(masters[2], TIOCGPTLCK, &state) == 0 && state == 1);
    return NULL;
}
