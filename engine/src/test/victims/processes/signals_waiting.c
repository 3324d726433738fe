/*
 * Signals that wait, for the process and for threads, with what their senders said; threads in sigsuspend, ppoll and
 * sigtimedwait with masks of their own, and one inside of a handler on its alternate stack.
 * criu: cannot dump sigtimedwait without its noticing; restores what crj has dumped
 */
#include "victim.h"
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

#define QUEUED 5

static pthread_t waiting, suspended, polling, timing, handling;
static volatile int woken[4];
static sem_t ready, leave;
static volatile int inside, on_stack, left;
static pid_t tids[8];

static sigset_t set_of(int first, int second)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, first);
    sigaddset(&set, second);
    return set;
}

static void *wait_blocked(void *argument)
{
    sigset_t set = set_of(SIGRTMIN + 1, SIGTERM);

    (void)argument;
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    tids[0] = syscall(SYS_gettid);
    sem_post(&ready);
    for (;;) {
        pause();
    }
    return NULL;
}

static void *suspend(void *argument)
{
    sigset_t all;

    (void)argument;
    sigfillset(&all);
    sigdelset(&all, SIGHUP);
    sem_post(&ready);
    sigsuspend(&all);
    woken[0] = 1;
    pause();
    return NULL;
}

static void *poll_masked(void *argument)
{
    sigset_t all;

    (void)argument;
    sigfillset(&all);
    sigdelset(&all, SIGALRM);
    sem_post(&ready);
    ppoll(NULL, 0, NULL, &all);
    woken[1] = 1;
    pause();
    return NULL;
}

static void *time_out(void *argument)
{
    sigset_t set = set_of(SIGRTMIN + 3, SIGRTMIN + 4);
    struct timespec long_time = {.tv_sec = 100000};

    (void)argument;
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sem_post(&ready);
    sigtimedwait(&set, NULL, &long_time);
    woken[2] = 1;
    pause();
    return NULL;
}

static void on_signal(int number)
{
    stack_t now;

    (void)number;
    inside = 1;
    sem_post(&ready);
    while (sem_wait(&leave) != 0) {
    }
    sigaltstack(NULL, &now);
    on_stack = now.ss_flags & SS_ONSTACK;
}

static void *handle(void *argument)
{
    static char room[65536];
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room}, now;

    (void)argument;
    sigaltstack(&stack, NULL);
    for (;;) {
        left = 0;
        raise(SIGRTMIN + 5);
        sigaltstack(NULL, &now);
        left = now.ss_sp == room && now.ss_size == sizeof room && now.ss_flags == 0 ? 1 : -1;
        sem_post(&ready);
    }
    return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *))
{
    MUST(pthread_create(thread, NULL, run, NULL) == 0);
    while (sem_wait(&ready) != 0) {
    }
}

static void on_hangup(int number)
{
    (void)number;
}

static void send_all(void)
{
    union sigval value;

    for (int i = 0; i < QUEUED; i++) {
        value.sival_int = 1000 + i;
        sigqueue(getpid(), SIGRTMIN + 2, value);
        value.sival_int = 2000 + i;
        pthread_sigqueue(waiting, SIGRTMIN + 1, value);
    }
    kill(getpid(), SIGPIPE);
    value.sival_int = 3000;
    pthread_sigqueue(waiting, SIGTERM, value);
}

static void set_up(const char *directory)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    sigset_t set = set_of(SIGRTMIN + 2, SIGPIPE);

    (void)directory;
    signal(SIGHUP, on_hangup);
    signal(SIGALRM, on_hangup);
    sigaction(SIGRTMIN + 5, &action, NULL);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sem_init(&ready, 0, 0);
    sem_init(&leave, 0, 0);
    start(&waiting, wait_blocked);
    start(&suspended, suspend);
    start(&polling, poll_masked);
    start(&timing, time_out);
    start(&handling, handle);
    send_all();
    usleep(50000);
}

static const char *taken(void)
{
    struct timespec none = {0};
    sigset_t set = set_of(SIGRTMIN + 2, SIGRTMIN + 2);
    siginfo_t info;

    for (int i = 0; i < QUEUED; i++) {
        EXPECT(sigtimedwait(&set, &info, &none) == SIGRTMIN + 2);
        EXPECT(info.si_code == SI_QUEUE && info.si_value.sival_int == 1000 + i);
        EXPECT(info.si_pid == getpid() && info.si_uid == getuid());
    }
    EXPECT(sigtimedwait(&set, &info, &none) == -1);
    set = set_of(SIGPIPE, SIGPIPE);
    EXPECT(sigtimedwait(&set, &info, &none) == SIGPIPE && info.si_code == SI_USER && info.si_pid == getpid());
    return NULL;
}

static const char *check(void)
{
    char path[64], line[256];
    unsigned long long pending = 0;
    union sigval value;

    snprintf(path, sizeof path, "/proc/self/task/%d/status", tids[0]);
    FILE *file = fopen(path, "r");
    EXPECT(file != NULL);
    while (fgets(line, sizeof line, file)) {
        sscanf(line, "SigPnd: %llx", &pending);
    }
    fclose(file);
    EXPECT(pending == (1ull << SIGRTMIN | 1ull << (SIGTERM - 1)));
    EXPECT(woken[0] == 0 && woken[1] == 0 && woken[2] == 0);
    const char *failure = taken();
    if (failure) {
        return failure;
    }
    for (int i = 0; i < QUEUED; i++) {
        value.sival_int = 1000 + i;
        EXPECT(sigqueue(getpid(), SIGRTMIN + 2, value) == 0);
    }
    EXPECT(kill(getpid(), SIGPIPE) == 0);
    EXPECT(inside == 1);
    sem_post(&leave);
    while (sem_wait(&ready) != 0) {
    }
    while (sem_wait(&ready) != 0) {
    }
    EXPECT(on_stack == SS_ONSTACK);
    return NULL;
}
