/*
 * inotify: watches on a directory and a file, open too, that only a child sees, in a mount namespace of its own.
 * launch: unshare --mount
 * criu: cannot it does not dump the mounts that the host shares with such a tree
 */
#include "victim.h"
#include <sched.h>
#include <sys/inotify.h>
#include <sys/mount.h>

static int list, folder_watch, file_watch, open_file;
static char folder[60], file[80];
static pid_t child;

static void set_up(const char *work)
{
    char *place = in(work, "place");
    int ready[2];
    char word;

    MUST(mkdir(place, 0755) == 0 && pipe(ready) == 0 && (child = fork()) >= 0);
    if (child == 0) {
        MUST(unshare(CLONE_NEWNS) == 0 && mount("crj", place, "tmpfs", 0, NULL) == 0);
        MUST(dup2(open(place, O_RDONLY | O_DIRECTORY), 100) == 100 && write(ready[1], "x", 1) == 1);
        for (;;) {
            pause();
        }
    }
    MUST(read(ready[0], &word, 1) == 1);
    snprintf(folder, sizeof(folder), "/proc/%d/fd/100", child);
    snprintf(file, sizeof(file), "%s/file", folder);
    MUST((open_file = open(file, O_CREAT | O_RDWR, 0644)) >= 0 && write(open_file, "text", 4) == 4);
    MUST((list = inotify_init1(IN_NONBLOCK)) >= 0);
    MUST((folder_watch = inotify_add_watch(list, folder, IN_CREATE | IN_DELETE)) >= 0);
    MUST((file_watch = inotify_add_watch(list, file, IN_MODIFY)) >= 0);
}

static int tells(int watch, uint32_t mask)
{
    char text[4096];
    struct inotify_event *event = (struct inotify_event *)text;

    return read(list, text, sizeof(struct inotify_event) + 16) > 0 && event->wd == watch && event->mask == mask;
}

static const char *check(void)
{
    char other[80];
    int fd;

    struct stat held, named;
    char text[5] = "";

    EXPECT(pread(open_file, text, 4, 0) == 4 && strcmp(text, "xext") * strcmp(text, "text") == 0);
    EXPECT(fstat(open_file, &held) == 0 && stat(file, &named) == 0 && held.st_ino == named.st_ino);
    snprintf(other, sizeof(other), "%s/other", folder);
    EXPECT((fd = open(other, O_CREAT | O_RDWR, 0600)) >= 0 && close(fd) == 0 && tells(folder_watch, IN_CREATE));
    EXPECT(unlink(other) == 0 && tells(folder_watch, IN_DELETE));
    EXPECT((fd = open(file, O_WRONLY)) >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0 && tells(file_watch, IN_MODIFY));
    return NULL;
}
