/*
 * A watch on a symbolic link itself that leads nowhere.
 * criu: cannot follows the link at the restore
 */
#include "victim.h"
#include <sys/inotify.h>

static int list, watch;
static char *name;

static void set_up(const char *work)
{
    MUST((name = in(work, "link")) && symlink("nowhere", name) == 0);
    MUST((list = inotify_init1(IN_NONBLOCK)) >= 0);
    MUST((watch = inotify_add_watch(list, name, IN_ATTRIB | IN_DONT_FOLLOW)) > 0);
}

static const char *check(void)
{
    struct inotify_event event;

    EXPECT(read(list, &event, sizeof(event)) == -1 && errno == EAGAIN);
    EXPECT(fchownat(AT_FDCWD, name, 0, 0, AT_SYMLINK_NOFOLLOW) == 0);
    EXPECT(read(list, &event, sizeof(event)) == sizeof(event));
    EXPECT(event.wd == watch && event.mask == IN_ATTRIB && event.len == 0);
    return NULL;
}
