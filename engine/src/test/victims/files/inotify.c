/*
 * Watches: of directories, files, one moved after it was watched;
 * masks, numbers with gaps, flags.
 */
#include "victim.h"
#include <poll.h>
#include <sys/inotify.h>

static int many, other;
static int gap, on_directory, on_file, on_moved, once;
static char *directory, *file, *moved, *scratch;

static void set_up(const char *work)
{
    MUST((directory = in(work, "watched")) && mkdir(directory, 0755) == 0);
    file = in(work, "file");
    moved = in(directory, "moved");
    scratch = in(directory, "scratch");
    MUST(close(open(file, O_CREAT | O_WRONLY, 0644)) == 0);
    MUST(close(open(in(work, "old"), O_CREAT | O_WRONLY, 0644)) == 0);
    MUST((many = inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) >= 0);
    MUST((other = inotify_init1(0)) >= 0);
    for (int i = 0; i < 5; i++) {
        MUST((gap = inotify_add_watch(many, work, IN_ALL_EVENTS)) > 0 && inotify_rm_watch(many, gap) == 0);
    }
    MUST((on_directory = inotify_add_watch(many, directory, IN_CREATE | IN_DELETE | IN_ONLYDIR | IN_EXCL_UNLINK)) > gap);
    MUST((on_file = inotify_add_watch(many, file, IN_MODIFY)) > 0);
    MUST((gap = inotify_add_watch(many, work, IN_MOVE)) > 0);
    MUST((on_moved = inotify_add_watch(many, in(work, "old"), IN_ATTRIB)) > 0 && inotify_rm_watch(many, gap) == 0);
    MUST(rename(in(work, "old"), moved) == 0);
    MUST((once = inotify_add_watch(other, work, IN_ACCESS | IN_ONESHOT)) == 1);
    struct inotify_event events[256];
    while (read(many, events, sizeof(events)) > 0) {
    }
}

/* Nothing else has happened, but what the engine may have looked at. */
static void forget(void)
{
    char buffer[4096];

    while (read(many, buffer, sizeof(buffer)) > 0) {
    }
}

/* The next event is this one. */
static int tells(int watch, uint32_t mask, const char *name)
{
    char buffer[sizeof(struct inotify_event) + NAME_MAX + 1] __attribute__((aligned(8)));
    struct inotify_event *event = (void *)buffer;
    struct pollfd waiting = {.fd = many, .events = POLLIN};

    if (poll(&waiting, 1, 1000) != 1 || read(many, buffer, sizeof(*event) + 16) < (int)sizeof(*event)) {
        return 0;
    }
    return event->wd == watch && event->mask == mask && (name ? event->len && !strcmp(event->name, name) : !event->len);
}

static const char *check(void)
{
    int fd;
    struct pollfd quiet = {.fd = other, .events = POLLIN};

    forget();
    EXPECT(fcntl(many, F_GETFL) == (O_RDONLY | O_NONBLOCK) && fcntl(many, F_GETFD) == FD_CLOEXEC);
    EXPECT(fcntl(other, F_GETFL) == O_RDONLY && fcntl(other, F_GETFD) == 0);
    EXPECT((fd = open(scratch, O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    EXPECT(tells(on_directory, IN_CREATE, "scratch"));
    EXPECT(unlink(scratch) == 0 && tells(on_directory, IN_DELETE, "scratch"));
    EXPECT((fd = open(file, O_WRONLY)) >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0);
    EXPECT(tells(on_file, IN_MODIFY, NULL));
    EXPECT(chmod(moved, 0600) == 0 && tells(on_moved, IN_ATTRIB, NULL));
    EXPECT(poll(&quiet, 1, 0) == 0);
    return NULL;
}
