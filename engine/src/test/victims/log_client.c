/* A client of a datagram server that stays behind, as of syslog's: connected to WORK_DIRECTORY/log. */
#include "victim.h"

#include "unix.h"

static int client;

static void set_up(const char *directory)
{
    client = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    MUST(connected(client, in(directory, "log")) == 0);
}

static const char *check(void)
{
    static int line;
    char text[32];
    int length = snprintf(text, sizeof(text), "line %d", ++line);

    EXPECT(send(client, text, length, MSG_NOSIGNAL) == length);
    return NULL;
}
