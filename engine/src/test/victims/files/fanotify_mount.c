/*
 * fanotify: marks on a whole mount and on a whole file system.
 * launch: unshare --mount
 * criu: cannot it knows no marks on file systems
 */
#include "victim.h"
#include <sys/fanotify.h>
#include <sys/mount.h>

static int mount_list, fs_list;
static char *name;

static void set_up(const char *work)
{
    char *place = in(work, "place");

    name = in(work, "place/file");
    MUST(mkdir(place, 0755) == 0 && mount("crj", place, "tmpfs", 0, NULL) == 0);
    MUST(close(open(name, O_CREAT | O_RDWR, 0644)) == 0);
    MUST((mount_list = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK, O_RDONLY)) >= 0);
    MUST((fs_list = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK, O_RDONLY)) >= 0);
    MUST(fanotify_mark(mount_list, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_MODIFY, AT_FDCWD, place) == 0);
    MUST(fanotify_mark(fs_list, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_MODIFY, AT_FDCWD, place) == 0);
}

static int tells(int from)
{
    struct fanotify_event_metadata event;

    return read(from, &event, sizeof(event)) == sizeof(event) && event.mask == FAN_MODIFY && close(event.fd) == 0
        && read(from, &event, sizeof(event)) == -1 && errno == EAGAIN;
}

static const char *check(void)
{
    int fd = open(name, O_WRONLY);

    EXPECT(fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0);
    EXPECT(tells(mount_list) && tells(fs_list));
    return NULL;
}
