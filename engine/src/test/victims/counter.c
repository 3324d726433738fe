/*
 * Counts: every 10 ms one line "N SIGNALS SUM" goes to the file named by argv[1], N without a gap.
 *
 * SUM is a floating point series kept in a register; a block of heap keeps a pattern. Both are checked every time against what
 * N says they must be: on any difference a line "CORRUPT what" is written. SIGUSR1 is counted, SIGPIPE ignored.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HEAP_BYTES (1 << 20)

static volatile sig_atomic_t signals;

static void on_signal(int number)
{
    (void)number;
    signals++;
}

static void say(int fd, const char *line)
{
    if (write(fd, line, strlen(line)) != (ssize_t)strlen(line))
        _exit(3);
}

static void check(int fd, const unsigned char *heap, long n, double sum)
{
    struct sigaction pipe_action;
    long i = (n * 4099) % HEAP_BYTES;

    if (heap[i] != (unsigned char)(i * 31 + 7))
        say(fd, "CORRUPT heap\n");
    if (sum != (double)n * 0.5)
        say(fd, "CORRUPT sum\n");
    sigaction(SIGPIPE, NULL, &pipe_action);
    if (pipe_action.sa_handler != SIG_IGN)
        say(fd, "CORRUPT sigpipe\n");
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
    unsigned char *heap = malloc(HEAP_BYTES);
    double sum = 0;
    char line[96];
    int fd;

    if (argc != 2 || !heap)
        return 2;
    fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (fd < 0)
        return 2;
    for (long i = 0; i < HEAP_BYTES; i++)
        heap[i] = (unsigned char)(i * 31 + 7);
    sigaction(SIGUSR1, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    for (long n = 0;; n++) {
        check(fd, heap, n, sum);
        snprintf(line, sizeof line, "%ld %d %.1f\n", n, (int)signals, sum);
        say(fd, line);
        sum += 0.5;
        nanosleep(&pause, NULL);
    }
}
