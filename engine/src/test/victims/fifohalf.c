/* Fifos of which one end only is open: what was left for the next reader, and a reader that waits for its first writer. */
#include "victim.h"
#include <poll.h>

static int writer, waiting;
static char *left_path;

static void set_up(const char *directory)
{
    char *waiting_path = in(directory, "waiting");

    signal(SIGPIPE, SIG_IGN);
    left_path = in(directory, "left");
    MUST(mkfifo(left_path, 0640) == 0 && mkfifo(waiting_path, 0600) == 0);
    int first = open(left_path, O_RDONLY | O_NONBLOCK);
    MUST(first >= 0 && (writer = open(left_path, O_WRONLY | O_NONBLOCK)) >= 0);
    MUST(write(writer, "left", 4) == 4 && close(first) == 0);
    MUST((waiting = open(waiting_path, O_RDONLY | O_NONBLOCK)) >= 0);
}

static const char *check(void)
{
    char bytes[8] = {0};
    struct pollfd wait = {.fd = waiting, .events = POLLIN};

    EXPECT((fcntl(writer, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == (O_WRONLY | O_NONBLOCK));
    EXPECT(write(writer, "x", 1) == -1 && errno == EPIPE);
    int late = open(left_path, O_RDONLY | O_NONBLOCK);
    EXPECT(late >= 0 && read(late, bytes, 8) == 4 && memcmp(bytes, "left", 4) == 0);
    EXPECT(write(writer, "left", 4) == 4 && close(late) == 0);
    /* With POLLHUP a program would turn in circles till somebody writes. */
    EXPECT(read(waiting, bytes, 1) == 0 && poll(&wait, 1, 0) == 0);
    return NULL;
}
