/*
 * Chains of seccomp filters: one that a child inherits, three on top of each other, threads with different ones, and threads
 * that were synchronised and can be so again; with and without no_new_privs.
 */
#include "victim.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#define THREADS 3

static int ask[2], answer[2];
static pid_t child;
static pthread_barrier_t begin, end;
static int errors[THREADS][4];
static int failed;

/* Calls whose numbers do not exist: they fail with what a filter says. */
static const int numbers[4] = {1000, 1001, 1002, 1003};

static int deny(int number, int error, int flags)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};

    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void look(int *into)
{
    for (int i = 0; i < 4; i++) {
        errno = 0;
        syscall(numbers[i]);
        into[i] = errno;
    }
}

static void *live(void *argument)
{
    long me = (long)argument;

    if (me == 1) {
        failed |= deny(1001, 71, SECCOMP_FILTER_FLAG_LOG);
    } else {
        failed |= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        failed |= deny(1001, 81, 0) || deny(1001, 82, 0) || deny(1002, 83, 0);
    }
    pthread_barrier_wait(&end);
    for (;;) {
        pthread_barrier_wait(&begin);
        look(errors[me]);
        pthread_barrier_wait(&end);
    }
    return NULL;
}

static void *idle(void *argument)
{
    (void)argument;
    for (;;) {
        pause();
    }
    return NULL;
}

/* A process whose threads were synchronised, and are so once more in each check. */
static void serve(void)
{
    pthread_t thread;
    char byte;
    int seen[4];

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || pthread_create(&thread, NULL, idle, NULL)
            || deny(1003, 91, SECCOMP_FILTER_FLAG_TSYNC)) {
        _exit(2);
    }
    while (read(ask[0], &byte, 1) == 1) {
        look(seen);
        byte = seen[0] == 61 && seen[1] == ENOSYS && seen[2] == ENOSYS && seen[3] == 91;
        byte = byte && deny(1004, 1, SECCOMP_FILTER_FLAG_TSYNC) == 0;
        if (write(answer[1], &byte, 1) != 1) {
            _exit(3);
        }
    }
    _exit(4);
}

static void set_up(const char *directory)
{
    pthread_t thread;

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    MUST(deny(1000, 61, 0) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        serve();
    }
    pthread_barrier_init(&begin, NULL, THREADS);
    pthread_barrier_init(&end, NULL, THREADS);
    for (long i = 1; i < THREADS; i++) {
        MUST(pthread_create(&thread, NULL, live, (void *)i) == 0);
    }
    pthread_barrier_wait(&end);
    MUST(failed == 0);
}

static const char *check(void)
{
    static const int wanted[THREADS][4] = {
        {61, ENOSYS, ENOSYS, ENOSYS}, {61, 71, ENOSYS, ENOSYS}, {61, 81, 83, ENOSYS}};
    char byte = 1;

    pthread_barrier_wait(&begin);
    look(errors[0]);
    pthread_barrier_wait(&end);
    for (int i = 0; i < THREADS; i++) {
        for (int k = 0; k < 4; k++) {
            EXPECT(errors[i][k] == wanted[i][k] || (i == 2 && k == 1 && errors[i][k] == 82));
        }
    }
    EXPECT(write(ask[1], &byte, 1) == 1);
    EXPECT(read(answer[0], &byte, 1) == 1 && byte == 1);
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
