/*
 * A unix socket in whose queue an urgent byte waits (MSG_OOB).
 * refused: urgent data (MSG_OOB)
 */
#include "victim.h"

#include <sys/socket.h>

static int pair[2];

static void set_up(const char *directory)
{
    (void)directory;
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
    MUST(send(pair[0], "before", 6, 0) == 6 && send(pair[0], "!", 1, MSG_OOB) == 1);
}

static const char *check(void)
{
    char byte;

    EXPECT(recv(pair[1], &byte, 1, MSG_OOB | MSG_PEEK) == 1 && byte == '!');
    return NULL;
}
