/*
 * A TCP connection in which an urgent byte was read before what precedes it.
 * options: --tcp-established
 * refused: urgent data (MSG_OOB)
 */
#include "victim.h"

#include "net.h"

static int ends[2];

static void set_up(const char *directory)
{
    struct pollfd urgent = {.events = POLLPRI};
    char byte;

    (void)directory;
    tcp_pair(ends);
    urgent.fd = ends[1];
    MUST(send(ends[0], "before", 6, 0) == 6 && send(ends[0], "!", 1, MSG_OOB) == 1 && send(ends[0], "behind", 6, 0) == 6);
    MUST(poll(&urgent, 1, 2000) == 1 && recv(ends[1], &byte, 1, MSG_OOB) == 1 && byte == '!');
}

static const char *check(void)
{
    char bytes[32];

    EXPECT(recv(ends[1], bytes, sizeof(bytes), MSG_PEEK) == 6 && memcmp(bytes, "before", 6) == 0);
    return NULL;
}
