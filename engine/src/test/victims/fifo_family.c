/* A fifo between two processes of a tree: the child writes numbers, the parent, asked, finds them without a gap. */
#include "victim.h"
#include <sys/prctl.h>

static int reader, next;

static void write_numbers(const char *path)
{
    int writer = open(path, O_WRONLY);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int number = 0; writer >= 0; number++) {
        if (write(writer, &number, sizeof(number)) != sizeof(number)) {
            exit(1);
        }
        usleep(1000);
    }
    exit(1);
}

static void set_up(const char *directory)
{
    char *path = in(directory, "fifo");

    MUST(mkfifo(path, 0600) == 0 && (reader = open(path, O_RDONLY | O_NONBLOCK)) >= 0);
    pid_t child = fork();
    MUST(child >= 0);
    if (child == 0) {
        close(reader);
        write_numbers(path);
    }
}

static const char *check(void)
{
    int number;
    int before = next;

    /* What was written before, and some that come now. */
    while (next < before + 50) {
        ssize_t length = read(reader, &number, sizeof(number));
        EXPECT(length == sizeof(number) || (length == -1 && errno == EAGAIN));
        if (length == sizeof(number)) {
            EXPECT(number == next);
            next++;
        }
    }
    return NULL;
}
