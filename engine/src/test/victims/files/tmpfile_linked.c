/*
 * A file of O_TMPFILE that gets its name after all, once it was moved.
 * criu: cannot such a file never gets a name after its restore
 */
#include "victim.h"

static int file;
static char *name;
static ino_t original;

static void set_up(const char *work)
{
    name = in(work, "named");
    MUST((file = open(work, O_TMPFILE | O_RDWR, 0600)) >= 0 && write(file, "text", 4) == 4);
    struct stat stat;
    MUST(fstat(file, &stat) == 0);
    original = stat.st_ino;
}

static const char *check(void)
{
    char path[40], text[8];
    struct stat now;
    int named;
    static int linked;

    EXPECT(pread(file, text, 8, 0) == 4 && fstat(file, &now) == 0);
    /* Once it has a name it is a file like any other. */
    if (now.st_ino == original || linked) {
        return NULL;
    }
    snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
    EXPECT(linkat(AT_FDCWD, path, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0);
    EXPECT((named = open(name, O_RDONLY)) >= 0 && read(named, text, 8) == 4 && close(named) == 0);
    linked = 1;
    return NULL;
}
