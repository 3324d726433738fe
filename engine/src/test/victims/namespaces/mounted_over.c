/*
 * Has a file open on a mount that lies below another one, which shows the same.
 * launch: unshare --mount --propagation private
 * refused: lies below another one now, which shows the same: unmount that
 */
#include "victim.h"
#include <sys/mount.h>

static int held;

static void set_up(const char *directory)
{
    const char *place = in(directory, "over");

    MUST(mkdir(place, 0755) == 0 || errno == EEXIST);
    MUST(mount("tmpfs", place, "tmpfs", 0, "size=1m") == 0);
    MUST((held = open(in(place, "file"), O_CREAT | O_RDWR, 0600)) >= 0 && write(held, "below", 5) == 5);
    MUST(mount(place, place, NULL, MS_BIND, NULL) == 0);
}

static const char *check(void)
{
    char text[8];

    EXPECT(pread(held, text, sizeof(text), 0) == 5 && memcmp(text, "below", 5) == 0);
    return NULL;
}
