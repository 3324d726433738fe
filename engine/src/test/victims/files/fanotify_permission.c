/*
 * fanotify that decides what others may open.
 * refused: it decides whether others may use files
 */
#include "victim.h"
#include <sys/fanotify.h>

static int list;

static void set_up(const char *work)
{
    char *file = in(work, "file");

    MUST(close(open(file, O_CREAT | O_RDWR, 0644)) == 0);
    MUST((list = fanotify_init(FAN_CLASS_CONTENT | FAN_NONBLOCK, O_RDONLY)) >= 0);
    MUST(fanotify_mark(list, FAN_MARK_ADD, FAN_OPEN_PERM, AT_FDCWD, file) == 0);
}

static const char *check(void)
{
    struct fanotify_event_metadata event;

    EXPECT(read(list, &event, sizeof(event)) == -1 && errno == EAGAIN);
    return NULL;
}
