/* Fifos: what waits in one, its capacity, one that is open for both, one without a name. */
#include "victim.h"

static int reader, writer, both, nameless;

static char *make(const char *directory, const char *name)
{
    char *path = in(directory, name);

    MUST(mkfifo(path, 0640) == 0);
    return path;
}

static void set_up(const char *directory)
{
    char *path = make(directory, "fifo");

    MUST((reader = open(path, O_RDONLY | O_NONBLOCK)) >= 0);
    MUST((writer = open(path, O_WRONLY | O_CLOEXEC)) >= 0 && fcntl(reader, F_SETFL, 0) == 0);
    MUST(fcntl(writer, F_SETPIPE_SZ, 1 << 19) == 1 << 19 && write(writer, "queued", 6) == 6);
    MUST((both = open(path, O_RDWR)) >= 0);

    char *nameless_path = make(directory, "nameless");
    MUST((nameless = open(nameless_path, O_RDWR)) >= 0 && write(nameless, "ghost", 5) == 5);
    MUST(unlink(nameless_path) == 0);
}

static const char *check(void)
{
    char bytes[8] = {0};
    struct stat file;

    EXPECT(read(reader, bytes, 8) == 6 && memcmp(bytes, "queued", 6) == 0 && write(writer, "queued", 6) == 6);
    EXPECT(fcntl(reader, F_GETPIPE_SZ) == 1 << 19 && fcntl(writer, F_GETFD) == FD_CLOEXEC);
    EXPECT((fcntl(reader, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == O_RDONLY);
    EXPECT((fcntl(both, F_GETFL) & O_ACCMODE) == O_RDWR);
    EXPECT(read(nameless, bytes, 8) == 5 && memcmp(bytes, "ghost", 5) == 0 && write(nameless, "ghost", 5) == 5);
    EXPECT(fstat(nameless, &file) == 0 && S_ISFIFO(file.st_mode) && file.st_nlink == 0);
    return NULL;
}
