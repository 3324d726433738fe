/*
 * Symbolic links open for their place only (O_PATH): one with its name, one deleted, twice.
 */
#include "victim.h"

static int named, deleted, again;

static void set_up(const char *work)
{
    char *name = in(work, "named");

    MUST(symlink("/somewhere/else", name) == 0 && (named = open(name, O_PATH | O_NOFOLLOW)) >= 0);
    name = in(work, "deleted");
    MUST(symlink("nowhere \xc3\xa4", name) == 0 && (deleted = open(name, O_PATH | O_NOFOLLOW)) >= 0);
    MUST((again = open(name, O_PATH | O_NOFOLLOW | O_CLOEXEC)) >= 0 && unlink(name) == 0);
}

static int says(int fd, const char *target)
{
    char text[100];
    struct stat itself;
    ssize_t size = readlinkat(fd, "", text, sizeof(text));

    return fstat(fd, &itself) == 0 && S_ISLNK(itself.st_mode) && size == (ssize_t)strlen(target)
        && memcmp(text, target, size) == 0 && (fcntl(fd, F_GETFL) & O_PATH);
}

static const char *check(void)
{
    char text[200], path[40];

    EXPECT(says(named, "/somewhere/else") && says(deleted, "nowhere \xc3\xa4") && says(again, "nowhere \xc3\xa4"));
    EXPECT(fcntl(again, F_GETFD) == FD_CLOEXEC && fcntl(deleted, F_GETFD) == 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", deleted);
    ssize_t size = readlink(path, text, sizeof(text));
    EXPECT(size > 10 && memcmp(text + size - 10, " (deleted)", 10) == 0);
    return NULL;
}
