/*
 * A pipe in packet mode with packets of all sizes in it, one that changed its mind about it, one with stream and packets.
 * criu: cannot it forgets where packets end
 */
#include "victim.h"

static int packets[2], former[2], mixed[2];
static char page[4096];

static void set_up(const char *directory)
{
    (void)directory;
    memset(page, 'p', sizeof(page));
    MUST(pipe2(packets, O_DIRECT | O_NONBLOCK) == 0 && fcntl(packets[1], F_SETPIPE_SZ, 1 << 18) == 1 << 18);
    MUST(write(packets[1], "a", 1) == 1 && write(packets[1], "bc", 2) == 2 && write(packets[1], page, 4096) == 4096);
    MUST(write(packets[1], page, 100) == 100);
    MUST(pipe2(former, O_DIRECT | O_NONBLOCK) == 0 && write(former[1], "xy", 2) == 2 && write(former[1], "z", 1) == 1);
    MUST(fcntl(former[1], F_SETFL, O_NONBLOCK) == 0);
    MUST(pipe2(mixed, O_NONBLOCK) == 0 && write(mixed[1], page, 4096) == 4096);
    MUST(fcntl(mixed[1], F_SETFL, O_NONBLOCK | O_DIRECT) == 0 && write(mixed[1], "p1", 2) == 2);
    MUST(write(mixed[1], "p2", 2) == 2);
}

/* The next read tells this much; it is written back. */
static int gives(int pipe[2], int length)
{
    char buffer[8192];

    return read(pipe[0], buffer, sizeof(buffer)) == length && write(pipe[1], buffer, length) == length;
}

static const char *check(void)
{
    char buffer[64], stream[4096];

    EXPECT(fcntl(packets[1], F_GETPIPE_SZ) == 1 << 18);
    EXPECT(fcntl(packets[0], F_GETFL) == (O_RDONLY | O_NONBLOCK));
    EXPECT(fcntl(packets[1], F_GETFL) == (O_WRONLY | O_NONBLOCK | O_DIRECT));
    EXPECT(gives(packets, 1) && gives(packets, 2) && gives(packets, 4096) && gives(packets, 100));
    EXPECT(read(former[0], buffer, sizeof(buffer)) == 2 && read(former[0], buffer, sizeof(buffer)) == 1);
    EXPECT(read(former[0], buffer, 1) == -1 && errno == EAGAIN);
    EXPECT(fcntl(former[1], F_SETFL, O_NONBLOCK | O_DIRECT) == 0);
    EXPECT(write(former[1], "xy", 2) == 2 && write(former[1], "z", 1) == 1);
    EXPECT(fcntl(former[1], F_SETFL, O_NONBLOCK) == 0);
    EXPECT(read(mixed[0], stream, 4096) == 4096 && stream[0] == 'p');
    EXPECT(read(mixed[0], buffer, 64) == 2 && read(mixed[0], buffer, 64) == 2 && buffer[1] == '2');
    EXPECT(fcntl(mixed[1], F_SETFL, O_NONBLOCK) == 0 && write(mixed[1], page, 4096) == 4096);
    EXPECT(fcntl(mixed[1], F_SETFL, O_NONBLOCK | O_DIRECT) == 0);
    EXPECT(write(mixed[1], "p1", 2) == 2 && write(mixed[1], "p2", 2) == 2);
    return NULL;
}
