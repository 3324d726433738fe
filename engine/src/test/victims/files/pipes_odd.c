/*
 * Pipes that were resized, spliced into from a file, teed from each other, filled by vmsplice; ends opened again through
 * /proc; one without readers.
 */
#include "victim.h"
#include <sys/uio.h>

static int sized[2], spliced[2], teed[2], gifted[2], again, lonely;
static char page[4096] __attribute__((aligned(4096)));

static void set_up(const char *work)
{
    int file, ends[2];

    memset(page, 'g', sizeof(page));
    MUST(pipe(sized) == 0 && fcntl(sized[0], F_SETPIPE_SZ, 4096) == 4096 && write(sized[1], page, 4096) == 4096);
    MUST((file = open(in(work, "file"), O_RDWR | O_CREAT, 0600)) >= 0 && write(file, "0123456789", 10) == 10);
    MUST(pipe2(spliced, O_NONBLOCK) == 0 && splice(file, &(loff_t){3}, spliced[1], NULL, 5, 0) == 5);
    MUST(close(file) == 0 && pipe2(teed, O_NONBLOCK) == 0 && tee(spliced[0], teed[1], 3, 0) == 3);
    MUST(pipe2(gifted, O_NONBLOCK) == 0);
    MUST(vmsplice(gifted[1], &(struct iovec){page, 4096}, 1, 0) == 4096);
    char path[40];
    snprintf(path, sizeof(path), "/proc/self/fd/%d", sized[0]);
    MUST((again = open(path, O_RDWR | O_NONBLOCK)) >= 0);
    MUST(pipe(ends) == 0 && (lonely = ends[1]) >= 0 && close(ends[0]) == 0);
}

static const char *check(void)
{
    char buffer[8192];

    EXPECT(fcntl(sized[1], F_GETPIPE_SZ) == 4096 && write(again, "x", 1) == -1 && errno == EAGAIN);
    EXPECT(read(sized[0], buffer, 8192) == 4096 && buffer[4095] == 'g' && write(again, buffer, 4096) == 4096);
    EXPECT(fcntl(again, F_GETFL) == (O_RDWR | O_NONBLOCK | 0100000));
    EXPECT(read(spliced[0], buffer, 64) == 5 && !memcmp(buffer, "34567", 5) && write(spliced[1], buffer, 5) == 5);
    EXPECT(read(teed[0], buffer, 64) == 3 && !memcmp(buffer, "345", 3) && write(teed[1], buffer, 3) == 3);
    EXPECT(read(gifted[0], buffer, 8192) == 4096 && buffer[0] == 'g' && write(gifted[1], buffer, 4096) == 4096);
    signal(SIGPIPE, SIG_IGN);
    EXPECT(write(lonely, "x", 1) == -1 && errno == EPIPE);
    return NULL;
}
