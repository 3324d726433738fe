/*
 * A virtual console that controls the session, opened under a name of the program's own.
 * migrate: no virtual consoles stay with their host
 */
#include "victim.h"
#include <sys/ioctl.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>

static int terminal;
static pid_t child;

static const char *check(void)
{
    unsigned device = 0;
    char path[64];
    int controlling = 0;

    EXPECT(ioctl(terminal, TIOCGDEV, &device) == 0 && device == makedev(4, 62));
    EXPECT(tcgetsid(terminal) == getsid(0) && tcgetpgrp(terminal) == getpgrp());
    snprintf(path, sizeof path, "/proc/%d/stat", child);
    FILE *file = fopen(path, "r");
    EXPECT(file && fscanf(file, "%*d (%*[^)]) %*c %*d %*d %*d %d", &controlling) == 1 && fclose(file) == 0);
    EXPECT((unsigned)controlling == makedev(4, 62));
    return NULL;
}

static void set_up(const char *directory)
{
    char *path = in(directory, "terminal");

    MUST(mknod(path, S_IFCHR | 0600, makedev(4, 62)) == 0 && (terminal = open(path, O_RDWR | O_NOCTTY)) >= 0);
    MUST((getsid(0) == getpid() || setsid() > 0) && ioctl(terminal, TIOCSCTTY, 0) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        for (;;) {
            pause();
        }
    }
    MUST(tcsetpgrp(terminal, getpgrp()) == 0 && check() == NULL);
}
