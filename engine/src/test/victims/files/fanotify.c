/*
 * fanotify: marks on a file and a directory with its children, what is ignored, flags of the list and of what it opens.
 */
#include "victim.h"
#include <poll.h>
#include <sys/fanotify.h>

static int list, other;
static unsigned int list_flags, other_flags;
static char *file, *ignored, *folder, *inner;

static unsigned int flags_of(int of)
{
    char path[40], text[400];
    int fd;

    snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", of);
    MUST((fd = open(path, O_RDONLY)) >= 0);
    text[read(fd, text, sizeof(text) - 1)] = 0;
    MUST(close(fd) == 0);
    return strtoul(strstr(text, "fanotify flags:") + 15, NULL, 16);
}

static void set_up(const char *work)
{
    file = in(work, "file");
    folder = in(work, "folder");
    inner = in(work, "folder/inner");
    ignored = in(work, "folder/ignored");
    MUST(mkdir(folder, 0755) == 0 && close(open(file, O_CREAT | O_RDWR, 0644)) == 0);
    MUST(close(open(inner, O_CREAT | O_RDWR, 0644)) == 0 && close(open(ignored, O_CREAT | O_RDWR, 0644)) == 0);
    MUST((list = fanotify_init(FAN_CLASS_NOTIF | FAN_NONBLOCK | FAN_CLOEXEC, O_RDONLY | O_LARGEFILE)) >= 0);
    MUST((other = fanotify_init(FAN_CLASS_CONTENT | FAN_NONBLOCK | FAN_UNLIMITED_QUEUE, O_RDWR)) >= 0);
    list_flags = flags_of(list);
    other_flags = flags_of(other);
    MUST(fanotify_mark(list, FAN_MARK_ADD, FAN_MODIFY, AT_FDCWD, file) == 0);
    MUST(fanotify_mark(list, FAN_MARK_ADD, FAN_MODIFY | FAN_EVENT_ON_CHILD, AT_FDCWD, folder) == 0);
    unsigned int ignore = FAN_MARK_ADD | FAN_MARK_IGNORED_MASK | FAN_MARK_IGNORED_SURV_MODIFY;
    MUST(fanotify_mark(list, ignore, FAN_MODIFY, AT_FDCWD, ignored) == 0);
    MUST(fanotify_mark(other, FAN_MARK_ADD, FAN_CLOSE_WRITE, AT_FDCWD, inner) == 0);
}

static int write_to(const char *name)
{
    int fd = open(name, O_WRONLY);

    return fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0;
}

/* The next event of the list is this one. */
static int tells(int from, uint64_t mask, const char *name)
{
    struct fanotify_event_metadata event;
    struct stat told, meant;
    int good;

    if (read(from, &event, sizeof(event)) != sizeof(event)) {
        return 0;
    }
    good = event.mask == mask && event.pid == getpid() && fstat(event.fd, &told) == 0 && stat(name, &meant) == 0
        && told.st_ino == meant.st_ino;
    close(event.fd);
    return good;
}

static int is_silent(int from)
{
    struct fanotify_event_metadata event;

    return read(from, &event, sizeof(event)) == -1 && errno == EAGAIN;
}

static const char *check(void)
{
    EXPECT(is_silent(list) && is_silent(other) && fcntl(list, F_GETFD) == FD_CLOEXEC && fcntl(other, F_GETFD) == 0);
    EXPECT(flags_of(list) == list_flags && flags_of(other) == other_flags);
    EXPECT(write_to(file) && tells(list, FAN_MODIFY, file) && is_silent(list));
    EXPECT(write_to(inner) && tells(list, FAN_MODIFY, inner) && tells(other, FAN_CLOSE_WRITE, inner));
    EXPECT(write_to(ignored) && is_silent(list) && is_silent(other));
    return NULL;
}
