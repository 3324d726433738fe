/*
 * What every victim has in common: VICTIM STATUS_FILE WORK_DIRECTORY.
 *
 * It sets its state up, writes "ready" to STATUS_FILE and runs on. On SIGUSR1 it checks everything it holds and writes
 * "ok N" (N-th good check) or "FAIL what"; a check leaves the state as it found it, so it may be repeated.
 * STATUS_FILE is replaced by rename, a reader never sees half of it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* In check(): leaves it with what did not hold. */
#define EXPECT(condition)                       \
    do {                                        \
        if (!(condition)) {                     \
            return expectation(#condition, __LINE__); \
        }                                       \
    } while (0)

/* In set_up(): gives up. */
#define MUST(condition)                                                         \
    do {                                                                        \
        if (!(condition)) {                                                     \
            report("FAIL setting up: %s (%s)", #condition, strerror(errno));    \
            exit(1);                                                            \
        }                                                                       \
    } while (0)

static void set_up(const char *directory);
static const char *check(void);

static const char *status_path;
static volatile sig_atomic_t asked;

static void report(const char *format, ...)
{
    char text[512];
    char temporary[PATH_MAX];
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(text, sizeof(text) - 1, format, arguments);
    va_end(arguments);
    text[length++] = '\n';
    snprintf(temporary, sizeof(temporary), "%s.new", status_path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0 || write(fd, text, length) != length || close(fd) != 0 || rename(temporary, status_path) != 0) {
        perror(temporary);
        exit(1);
    }
}

__attribute__((unused)) static const char *expectation(const char *condition, int line)
{
    static char text[400];

    snprintf(text, sizeof(text), "%s (line %d, errno %d)", condition, line, errno);
    return text;
}

/* DIRECTORY/NAME, in memory that is never freed. */
__attribute__((unused)) static char *in(const char *directory, const char *name)
{
    char *path = NULL;

    MUST(asprintf(&path, "%s/%s", directory, name) > 0);
    return path;
}

__attribute__((unused)) static uint64_t nanos(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static void on_request(int signal)
{
    (void)signal;
    asked = 1;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_handler = on_request, .sa_flags = SA_RESTART};
    int good = 0;

    if (argc != 3) {
        fprintf(stderr, "usage: %s STATUS_FILE WORK_DIRECTORY\n", argv[0]);
        return 2;
    }
    status_path = argv[1];
    set_up(argv[2]);
    sigaction(SIGUSR1, &action, NULL);
    report("ready");
    for (;;) {
        if (asked) {
            asked = 0;
            const char *failure = check();
            if (failure) {
                report("FAIL %s", failure);
            } else {
                report("ok %d", ++good);
            }
        }
        usleep(20000);
    }
}
