/*
 * A watch on an open file without a name.
 * criu: cannot its helper's second name of the file takes the watch away when it goes
 */
#include "victim.h"
#include <sys/inotify.h>

static int list, watch, ghost;

static void set_up(const char *work)
{
    char *name = in(work, "ghost");

    MUST((ghost = open(name, O_CREAT | O_RDWR, 0644)) >= 0);
    MUST((list = inotify_init1(IN_NONBLOCK)) >= 0);
    MUST((watch = inotify_add_watch(list, name, IN_MODIFY)) > 0 && unlink(name) == 0);
}

static const char *check(void)
{
    struct inotify_event event;

    EXPECT(read(list, &event, sizeof(event)) == -1 && errno == EAGAIN);
    EXPECT(write(ghost, "x", 1) == 1 && read(list, &event, sizeof(event)) == sizeof(event));
    EXPECT(event.wd == watch && event.mask == IN_MODIFY && event.len == 0);
    return NULL;
}
