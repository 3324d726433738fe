/*
 * Files on mounts of all sorts, some made after others: tmpfs, a bind mount of a directory and of a file; a file without a
 * name, a lock and a watch there.
 * options: --file-locks --ghost-limit 4M
 * launch: unshare --mount
 * criu: cannot it does not dump the mounts that the host shares with such a tree
 */
#include "victim.h"
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mount.h>

static int tmp, bound, single, locked, ghost, watch_list, watch, watched;

static int created(const char *path, const char *text)
{
    int fd = open(path, O_RDWR | O_CREAT, 0600);

    MUST(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    return fd;
}

static void set_up(const char *work)
{
    char *tmpfs = in(work, "tmpfs"), *bind = in(work, "bind"), *one = in(work, "one");

    MUST(mkdir(tmpfs, 0755) == 0 && mount("crj", tmpfs, "tmpfs", 0, NULL) == 0);
    MUST(mkdir(bind, 0755) == 0);
    tmp = created(in(work, "tmpfs/file"), "tmp");
    MUST(mount(tmpfs, bind, NULL, MS_BIND, NULL) == 0);
    MUST((bound = open(in(work, "bind/file"), O_RDONLY)) >= 0);
    MUST(close(open(one, O_RDWR | O_CREAT, 0600)) == 0 && mount(in(work, "tmpfs/file"), one, NULL, MS_BIND, NULL) == 0);
    MUST((single = open(one, O_RDWR)) >= 0);
    locked = created(in(work, "bind/locked"), "locked");
    ghost = created(in(work, "bind/ghost"), "ghost");
    MUST(unlink(in(work, "bind/ghost")) == 0 && flock(locked, LOCK_EX) == 0);
    MUST((watch_list = inotify_init1(IN_NONBLOCK)) >= 0);
    MUST((watch = inotify_add_watch(watch_list, in(work, "bind"), IN_ATTRIB | IN_ONLYDIR)) == 1);
    MUST((watched = open(bind, O_RDONLY | O_DIRECTORY)) >= 0);
}

static int holds(int fd, const char *text)
{
    char found[16];

    return pread(fd, found, sizeof(found), 0) == (ssize_t)strlen(text) && !memcmp(found, text, strlen(text));
}

static const char *check(void)
{
    struct stat one, two;
    struct inotify_event event;

    EXPECT(holds(tmp, "tmp") && holds(bound, "tmp") && holds(single, "tmp"));
    EXPECT(holds(locked, "locked") && holds(ghost, "ghost"));
    EXPECT(fstat(tmp, &one) == 0 && fstat(single, &two) == 0 && one.st_ino == two.st_ino);
    EXPECT(fchmod(watched, 0755) == 0 && read(watch_list, &event, sizeof(event)) == sizeof(event) && event.wd == watch);
    while (read(watch_list, &event, sizeof(event)) > 0) {
    }
    return NULL;
}
