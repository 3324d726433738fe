/*
 * Five threads take turns: a mutex and a condition variable pass the turn on, and whoever has it writes the line
 * "N THREAD" to the file named by argv[1]; N has no gap and THREAD is N modulo 5.
 *
 * Each thread keeps a thread-local counter and a floating point product, and checks them, its name and its thread id
 * whenever it has the turn: on any difference a line "CORRUPT what" is written.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define THREADS 5

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t passed = PTHREAD_COND_INITIALIZER;
static __thread long turns;
static long sequence;
static int fd;

static void say(const char *line)
{
    if (write(fd, line, strlen(line)) != (ssize_t)strlen(line))
        _exit(3);
}

static void check(long me, pid_t tid, double product, double expected)
{
    char name[16], wanted[16];

    snprintf(wanted, sizeof wanted, "turn-%ld", me);
    pthread_getname_np(pthread_self(), name, sizeof name);
    if (strcmp(name, wanted))
        say("CORRUPT name\n");
    if (turns != sequence / THREADS)
        say("CORRUPT thread-local\n");
    if (product != expected)
        say("CORRUPT product\n");
    if (syscall(SYS_gettid) != tid)
        say("CORRUPT tid\n");
}

static void *take_turns(void *argument)
{
    struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
    long me = (long)argument;
    pid_t tid = syscall(SYS_gettid);
    double product = 1, expected[2] = {1, 2};
    char line[64];

    snprintf(line, sizeof line, "turn-%ld", me);
    pthread_setname_np(pthread_self(), line);
    for (;;) {
        pthread_mutex_lock(&mutex);
        while (sequence % THREADS != me)
            pthread_cond_wait(&passed, &mutex);
        check(me, tid, product, expected[turns & 1]);
        snprintf(line, sizeof line, "%ld %ld\n", sequence, me);
        say(line);
        product = product == 1 ? 2 : 1;
        turns++;
        sequence++;
        pthread_cond_broadcast(&passed);
        pthread_mutex_unlock(&mutex);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    pthread_t thread;

    if (argc != 2)
        return 2;
    fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
    if (fd < 0)
        return 2;
    for (long i = 1; i < THREADS; i++)
        if (pthread_create(&thread, NULL, take_turns, (void *)i))
            return 2;
    take_turns((void *)0L);
    return 0;
}
