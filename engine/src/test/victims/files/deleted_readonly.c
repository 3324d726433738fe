/*
 * A deleted file, open for reading, on a mount of the program's own that is read-only by now, and its bind mount.
 * launch: unshare --mount
 * criu: cannot it does not dump the mounts that the host shares with such a tree
 */
#include "victim.h"
#include <sys/mount.h>
#include <sys/statvfs.h>

static int file;
static char *place;

static void set_up(const char *work)
{
    char *name = in(work, "place/file");
    int fd;

    place = in(work, "place");
    MUST(mkdir(place, 0755) == 0 && mount("crj", place, "tmpfs", 0, NULL) == 0);
    MUST((fd = open(name, O_RDWR | O_CREAT, 0640)) >= 0 && write(fd, "text", 4) == 4 && close(fd) == 0);
    MUST((file = open(name, O_RDONLY)) >= 0 && unlink(name) == 0);
    MUST(mount(NULL, place, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID, NULL) == 0);
}

static const char *check(void)
{
    struct statvfs mount;
    char text[5] = "";

    EXPECT(pread(file, text, 4, 0) == 4 && strcmp(text, "text") == 0);
    EXPECT(statvfs(place, &mount) == 0 && (mount.f_flag & ST_RDONLY) && (mount.f_flag & ST_NOSUID));
    return NULL;
}
