/*
 * A file open on a tmpfs of the program's own whose name is gone, in a directory that is gone, with another name elsewhere.
 * options: --link-remap
 * launch: unshare --mount
 * criu: cannot it does not dump the mounts that the host shares with such a tree
 */
#include "victim.h"
#include <sys/mount.h>

static int file;
static char *other;

static void set_up(const char *work)
{
    char *place = in(work, "place"), *folder = in(work, "place/folder"), *name = in(work, "place/folder/file");

    other = in(work, "place/other");
    MUST(mkdir(place, 0755) == 0 && mount("crj", place, "tmpfs", 0, NULL) == 0 && mkdir(folder, 0755) == 0);
    MUST((file = open(name, O_RDWR | O_CREAT, 0600)) >= 0 && write(file, "text", 4) == 4);
    MUST(link(name, other) == 0 && unlink(name) == 0 && rmdir(folder) == 0);
}

static const char *check(void)
{
    struct stat open, named;
    char text[5] = "";

    EXPECT(pread(file, text, 4, 0) == 4 && strcmp(text, "text") == 0);
    EXPECT(fstat(file, &open) == 0 && stat(other, &named) == 0 && open.st_ino == named.st_ino);
    return NULL;
}
