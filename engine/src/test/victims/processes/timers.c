/*
 * Timers: the three of setitimer, and those of timer_create on all clocks, disarmed, periodic, silent, for a thread, with
 * overruns, and with ids that are not consecutive; one of setitimer whose signal waits, which begins again when that is taken.
 * criu: cannot restore a timer for a thread that has ended
 */
#include "victim.h"
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/time.h>

#define TIMERS 9

static const clockid_t clocks[TIMERS] = {
    CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID,
    CLOCK_MONOTONIC, CLOCK_MONOTONIC, CLOCK_MONOTONIC};
static int ids[TIMERS];
static volatile int fired, wrong;
static volatile pid_t thread_tid;
static pid_t ticking;
static int ask[2], answer[2];
static int dead_id;
static uint64_t begin;

static void on_timer(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    if (info->si_code != SI_TIMER || info->si_value.sival_int != 77 || syscall(SYS_gettid) != thread_tid
            || info->si_timerid != ids[7]) {
        wrong++;
    }
    fired++;
}

static void *live(void *argument)
{
    (void)argument;
    thread_tid = syscall(SYS_gettid);
    for (;;) {
        pause();
    }
    return NULL;
}

static void create(int index, int notify, int signal, int value)
{
    struct sigevent event = {.sigev_notify = notify, .sigev_signo = signal, .sigev_value.sival_int = value};
    struct itimerspec time = {.it_value = {.tv_sec = 100000 + index}, .it_interval = {.tv_sec = index, .tv_nsec = 5}};
    int unused;

    event._sigev_un._tid = thread_tid;
    MUST(syscall(SYS_timer_create, clocks[index], &event, &unused) == 0);
    MUST(syscall(SYS_timer_create, clocks[index], &event, &ids[index]) == 0);
    MUST(syscall(SYS_timer_delete, unused) == 0);
    if (index == 6) {
        return;
    }
    if (index >= 7) {
        time = (struct itimerspec){.it_value = {.tv_nsec = 5000000}, .it_interval = {.tv_nsec = 5000000}};
    }
    MUST(syscall(SYS_timer_settime, ids[index], 0, &time, NULL) == 0);
}

static void *end_at_once(void *argument)
{
    (void)argument;
    thread_tid = syscall(SYS_gettid);
    usleep(20000);
    return NULL;
}

/* A timer for a thread that has ended since. */
static void dead_timer(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL | SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 6};
    struct itimerspec time = {.it_value = {.tv_sec = 50000}};
    pid_t other = thread_tid;
    pthread_t thread;

    thread_tid = 0;
    MUST(pthread_create(&thread, NULL, end_at_once, NULL) == 0);
    while (!thread_tid) {
        usleep(1000);
    }
    event._sigev_un._tid = thread_tid;
    MUST(syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &dead_id) == 0);
    MUST(syscall(SYS_timer_settime, dead_id, 0, &time, NULL) == 0);
    pthread_join(thread, NULL);
    thread_tid = other;
}

/* A tick that waits stops the timer until it is taken: there is another one soon then. */
static void tick(void)
{
    struct itimerval time = {.it_value = {.tv_usec = 5000}, .it_interval = {.tv_usec = 5000}};
    struct timespec second = {.tv_sec = 1};
    sigset_t set, waiting;
    char good = 1;

    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    good = setitimer(ITIMER_REAL, &time, NULL) == 0;
    do {
        do {
            usleep(1000);
            sigpending(&waiting);
        } while (!sigismember(&waiting, SIGALRM));
        good = write(answer[1], &good, 1) == 1 && read(ask[0], &good, 1) == 1
                && sigtimedwait(&set, NULL, &second) == SIGALRM && sigtimedwait(&set, NULL, &second) == SIGALRM;
    } while (good);
    write(answer[1], &good, 1);
    _exit(1);
}

static void set_up(const char *directory)
{
    char good = 0;

    struct sigaction action = {.sa_sigaction = on_timer, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct itimerval time = {.it_value = {.tv_sec = 5000, .tv_usec = 3}, .it_interval = {.tv_sec = 7, .tv_usec = 9}};
    pthread_t thread;
    sigset_t set;

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    ticking = fork();
    MUST(ticking >= 0);
    if (ticking == 0) {
        tick();
    }
    MUST(read(answer[0], &good, 1) == 1 && good);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 8);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sigaction(SIGRTMIN + 7, &action, NULL);
    MUST(pthread_create(&thread, NULL, live, NULL) == 0);
    while (!thread_tid) {
        usleep(1000);
    }
    for (int i = 0; i < 6; i++) {
        create(i, i % 2 ? SIGEV_NONE : SIGEV_SIGNAL, SIGRTMIN + 9, i);
    }
    create(6, SIGEV_SIGNAL, SIGRTMIN + 9, 6);
    dead_timer();
    create(7, SIGEV_SIGNAL | SIGEV_THREAD_ID, SIGRTMIN + 7, 77);
    create(8, SIGEV_SIGNAL, SIGRTMIN + 8, 88);
    MUST(setitimer(ITIMER_REAL, &time, NULL) == 0);
    time.it_value.tv_sec = 6000;
    MUST(setitimer(ITIMER_VIRTUAL, &time, NULL) == 0);
    time.it_value.tv_sec = 7000;
    MUST(setitimer(ITIMER_PROF, &time, NULL) == 0);
    begin = nanos(CLOCK_MONOTONIC);
}

static const char *check(void)
{
    char good = 0;
    struct itimerval interval;
    struct itimerspec time;
    struct timespec none = {0};
    siginfo_t info;
    sigset_t set;
    long passed = (nanos(CLOCK_MONOTONIC) - begin) / 1000000000 + 1;

    EXPECT(write(ask[1], &good, 1) == 1 && read(answer[0], &good, 1) == 1 && good);
    for (int which = 0; which < 3; which++) {
        EXPECT(getitimer(which, &interval) == 0);
        EXPECT(interval.it_interval.tv_sec == 7 && interval.it_interval.tv_usec == 9);
        EXPECT(interval.it_value.tv_sec <= 5000 + 1000 * which && interval.it_value.tv_sec >= 5000 + 1000 * which - passed - 60);
    }
    for (int i = 0; i < 6; i++) {
        EXPECT(syscall(SYS_timer_gettime, ids[i], &time) == 0);
        EXPECT(time.it_interval.tv_sec == i && time.it_interval.tv_nsec == 5);
        EXPECT(time.it_value.tv_sec <= 100000 + i && time.it_value.tv_sec >= 100000 + i - passed - 60);
    }
    EXPECT(syscall(SYS_timer_gettime, dead_id, &time) == 0 && time.it_value.tv_sec > 40000);
    EXPECT(syscall(SYS_timer_gettime, ids[6], &time) == 0 && time.it_value.tv_sec == 0 && time.it_value.tv_nsec == 0);
    EXPECT(syscall(SYS_timer_gettime, ids[7], &time) == 0 && time.it_interval.tv_nsec == 5000000);
    int before = fired;
    for (int i = 0; i < 100 && fired < before + 3; i++) {
        usleep(5000);
    }
    EXPECT(fired >= before + 3 && wrong == 0);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 8);
    EXPECT(sigtimedwait(&set, &info, &none) == SIGRTMIN + 8);
    EXPECT(info.si_code == SI_TIMER && info.si_value.sival_int == 88 && info.si_timerid == ids[8]);
    return NULL;
}
