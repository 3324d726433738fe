/*
 * The system's console and a virtual one, open but not controlling anything; the first under another name.
 * migrate: no a virtual console stays with its host
 */
#include "victim.h"
#include <sys/sysmacros.h>

static int console, virtual;

static void set_up(const char *work)
{
    char *name = in(work, "console");

    MUST(mknod(name, S_IFCHR | 0600, makedev(5, 1)) == 0 && (console = open(name, O_WRONLY | O_NOCTTY | O_CLOEXEC)) >= 0);
    name = in(work, "tty1");
    MUST(mknod(name, S_IFCHR | 0600, makedev(4, 1)) == 0 && (virtual = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK)) >= 0);
}

static const char *check(void)
{
    struct stat found;

    EXPECT(fstat(console, &found) == 0 && S_ISCHR(found.st_mode) && found.st_rdev == makedev(5, 1) && isatty(console));
    EXPECT((fcntl(console, F_GETFL) & O_ACCMODE) == O_WRONLY && fcntl(console, F_GETFD) == FD_CLOEXEC);
    EXPECT(fstat(virtual, &found) == 0 && found.st_rdev == makedev(4, 1) && (fcntl(virtual, F_GETFL) & O_NONBLOCK));
    return NULL;
}
