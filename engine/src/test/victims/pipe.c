/* Pipes: queued bytes, a full one, another capacity, one without readers, one without writers, several opens of one end. */
#include "victim.h"

#define CAPACITY (16 * 4096)

static int queued[2], filled[2], deaf[2], mute[2], second, third, quiet[2];
static unsigned filled_bytes;
static int filled_capacity;

static void set_up(const char *directory)
{
    char path[64];
    char byte = 0;

    (void)directory;
    signal(SIGPIPE, SIG_IGN);
    MUST(pipe(queued) == 0 && write(queued[1], "hello", 5) == 5 && write(queued[1], " world", 6) == 6);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", queued[1]);
    MUST((second = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)) >= 0);
    snprintf(path, sizeof(path), "/proc/self/fd/%d", queued[0]);
    MUST((third = open(path, O_RDWR | O_NONBLOCK)) >= 0);

    MUST(pipe2(filled, O_NONBLOCK) == 0 && fcntl(filled[0], F_SETPIPE_SZ, CAPACITY * 2) == CAPACITY * 2);
    filled_capacity = fcntl(filled[1], F_GETPIPE_SZ);
    while (write(filled[1], &byte, 1) == 1) {
        byte = (byte + 1) % 101;
        filled_bytes++;
    }
    MUST(pipe(deaf) == 0 && write(deaf[1], "lost", 4) == 4 && close(deaf[0]) == 0);
    MUST(pipe(mute) == 0 && write(mute[1], "last words", 10) == 10 && close(mute[1]) == 0);
    MUST(pipe2(quiet, O_CLOEXEC | O_NONBLOCK) == 0);
}

static const char *check_filled(void)
{
    static char bytes[CAPACITY * 2];

    EXPECT(fcntl(filled[0], F_GETPIPE_SZ) == filled_capacity);
    EXPECT(write(filled[1], "x", 1) == -1 && errno == EAGAIN);
    EXPECT(read(filled[0], bytes, sizeof(bytes)) == (ssize_t)filled_bytes);
    for (unsigned i = 0; i < filled_bytes; i++) {
        EXPECT(bytes[i] == (char)(i % 101));
    }
    EXPECT(read(filled[0], bytes, 1) == -1 && errno == EAGAIN);
    EXPECT(write(filled[1], bytes, filled_bytes) == (ssize_t)filled_bytes);
    return NULL;
}

/* Without O_LARGEFILE, which open(2) adds and pipe(2) does not: who restores may have used the other one. */
static int flags(int fd)
{
    return fcntl(fd, F_GETFL) & ~0100000;
}

static const char *check(void)
{
    static int words_heard;
    char bytes[32];

    EXPECT(read(third, bytes, sizeof(bytes)) == 11 && memcmp(bytes, "hello world", 11) == 0);
    EXPECT(read(third, bytes, 1) == -1 && errno == EAGAIN);
    EXPECT(write(second, "hello ", 6) == 6 && write(third, "world", 5) == 5);
    EXPECT(flags(queued[0]) == O_RDONLY && flags(queued[1]) == O_WRONLY);
    EXPECT(flags(second) == (O_WRONLY | O_NONBLOCK) && fcntl(second, F_GETFD) == FD_CLOEXEC);
    EXPECT(flags(third) == (O_RDWR | O_NONBLOCK) && fcntl(third, F_GETFD) == 0);
    EXPECT(write(deaf[1], "x", 1) == -1 && errno == EPIPE);
    if (!words_heard) {
        EXPECT(read(mute[0], bytes, sizeof(bytes)) == 10 && memcmp(bytes, "last words", 10) == 0);
        words_heard = 1;
    }
    EXPECT(read(mute[0], bytes, sizeof(bytes)) == 0);
    EXPECT(fcntl(quiet[0], F_GETFD) == FD_CLOEXEC && fcntl(quiet[1], F_GETFD) == FD_CLOEXEC);
    EXPECT(read(quiet[0], bytes, 1) == -1 && errno == EAGAIN);
    return check_filled();
}
