/*
 * Has asked for the numbers that the next queue, semaphores and segment of its IPC namespace are to have.
 * launch: unshare --ipc
 */
#include "victim.h"

static const char *const settings[] = {"msg", "sem", "shm"};

static int setting(int which, int flags, char *value, int length)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/sys/kernel/%s_next_id", settings[which]);
    int fd = open(path, flags | O_CLOEXEC);
    int done = fd < 0 ? -1 : flags == O_WRONLY ? write(fd, value, length) : read(fd, value, length);

    if (fd >= 0) {
        close(fd);
    }
    return done;
}

static void set_up(const char *directory)
{
    char value[16];

    (void)directory;
    for (int i = 0; i < 3; i++) {
        int length = snprintf(value, sizeof(value), "%d", 77770 + i);
        MUST(setting(i, O_WRONLY, value, length) == length);
    }
}

static const char *check(void)
{
    char value[16];

    for (int i = 0; i < 3; i++) {
        memset(value, 0, sizeof(value));
        EXPECT(setting(i, O_RDONLY, value, sizeof(value) - 1) > 0 && atoi(value) == 77770 + i);
    }
    return NULL;
}
