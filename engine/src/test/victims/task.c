/* What belongs to a task, memory and files apart: signals, timers, limits, scheduling, credentials, names, directories. */
#include "victim.h"
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>

#define VALUE 0x1234567
#define USER 12345

static char alternate[1 << 16];
static char *directory_name;
static timer_t ticking, far_away;
static volatile sig_atomic_t ticks;
static volatile int on_alternate;

static void on_tick(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    if (info->si_value.sival_int == VALUE)
        ticks++;
}

static void on_alternate_stack(int signal)
{
    char here;

    (void)signal;
    on_alternate = &here > alternate && &here < alternate + sizeof(alternate);
}

static void signals(void)
{
    struct sigaction action = {.sa_handler = on_alternate_stack, .sa_flags = SA_ONSTACK | SA_RESTART | SA_NODEFER};
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof(alternate)};
    union sigval value = {.sival_int = VALUE};
    sigset_t set;

    MUST(sigaltstack(&stack, NULL) == 0);
    sigaddset(&action.sa_mask, SIGHUP);
    MUST(sigaction(SIGWINCH, &action, NULL) == 0);
    MUST(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigaddset(&set, SIGRTMIN + 5);
    MUST(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    MUST(sigqueue(getpid(), SIGRTMIN + 5, value) == 0);
    MUST(sigqueue(getpid(), SIGRTMIN + 5, value) == 0);
    MUST(syscall(SYS_tgkill, getpid(), getpid(), SIGUSR2) == 0);
}

static void timers(void)
{
    struct itimerval distant = {.it_interval = {7, 0}, .it_value = {100000, 0}};
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN, .sigev_value = {.sival_int = VALUE}};
    struct itimerspec often = {.it_interval = {0, 50000000}, .it_value = {0, 50000000}};
    struct itimerspec late = {.it_value = {5000, 0}};
    timer_t gone;

    MUST(setitimer(ITIMER_REAL, &distant, NULL) == 0);
    MUST(sigaction(SIGRTMIN, &action, NULL) == 0);
    MUST(timer_create(CLOCK_MONOTONIC, &event, &gone) == 0);
    MUST(timer_create(CLOCK_MONOTONIC, &event, &ticking) == 0);
    MUST(timer_create(CLOCK_REALTIME, &event, &far_away) == 0);
    MUST(timer_delete(gone) == 0);
    MUST(timer_settime(ticking, 0, &often, NULL) == 0);
    MUST(timer_settime(far_away, 0, &late, NULL) == 0);
}

static void credentials(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{0}};
    gid_t groups[] = {4, 9, 77};

    MUST(setgroups(3, groups) == 0);
    MUST(prctl(PR_SET_KEEPCAPS, 1) == 0);
    MUST(prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT) == 0);
    MUST(setresgid(21, 22, 23) == 0);
    MUST(setresuid(USER, USER + 1, USER + 2) == 0);
    data[0].permitted = data[0].effective = 1 << CAP_DAC_OVERRIDE | 1 << CAP_KILL;
    data[0].inheritable = 1 << CAP_KILL;
    MUST(syscall(SYS_capset, &header, data) == 0);
    MUST(prctl(PR_SET_KEEPCAPS, 0) == 0);
    MUST(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    MUST(prctl(PR_SET_DUMPABLE, 1) == 0);
}

static void set_up(const char *directory)
{
    struct rlimit files = {.rlim_cur = 333, .rlim_max = 444};
    struct sched_param batch = {0};
    int score = open("/proc/self/oom_score_adj", O_WRONLY);

    MUST(score >= 0 && write(score, "321", 3) == 3 && close(score) == 0);
    MUST(setrlimit(RLIMIT_NOFILE, &files) == 0);
    MUST(sched_setscheduler(0, SCHED_BATCH, &batch) == 0);
    MUST(setpriority(PRIO_PROCESS, 0, 5) == 0);
    umask(027);
    directory_name = in(directory, "");
    MUST(chdir(directory) == 0);
    MUST(prctl(PR_SET_NAME, "a task (x) \xc3\xa9") == 0);
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    signals();
    timers();
    credentials();
}

static const char *check_signals(void)
{
    struct sigaction action;
    sigset_t set;
    stack_t stack;

    MUST(sigaltstack(NULL, &stack) == 0);
    EXPECT(stack.ss_sp == alternate && stack.ss_size == sizeof(alternate) && stack.ss_flags == 0);
    on_alternate = 0;
    MUST(raise(SIGWINCH) == 0);
    EXPECT(on_alternate);
    MUST(sigaction(SIGWINCH, NULL, &action) == 0);
    EXPECT((action.sa_flags & (SA_ONSTACK | SA_RESTART | SA_NODEFER)) == (SA_ONSTACK | SA_RESTART | SA_NODEFER));
    EXPECT(sigismember(&action.sa_mask, SIGHUP) && !sigismember(&action.sa_mask, SIGINT));
    MUST(sigaction(SIGPIPE, NULL, &action) == 0);
    EXPECT(action.sa_handler == SIG_IGN);
    MUST(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
    EXPECT(sigismember(&set, SIGUSR2) && sigismember(&set, SIGRTMIN + 5) && !sigismember(&set, SIGUSR1));
    MUST(sigpending(&set) == 0);
    EXPECT(sigismember(&set, SIGUSR2) && sigismember(&set, SIGRTMIN + 5));
    return NULL;
}

/* Takes the queued signals out and queues them again. */
static const char *check_queue(void)
{
    struct timespec now = {0};
    union sigval value = {.sival_int = VALUE};
    siginfo_t info;
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 5);
    for (int i = 0; i < 2; i++) {
        EXPECT(sigtimedwait(&set, &info, &now) == SIGRTMIN + 5);
        EXPECT(info.si_value.sival_int == VALUE && info.si_code == SI_QUEUE);
    }
    EXPECT(sigtimedwait(&set, &info, &now) == -1);
    MUST(sigqueue(getpid(), SIGRTMIN + 5, value) == 0);
    MUST(sigqueue(getpid(), SIGRTMIN + 5, value) == 0);
    return NULL;
}

static const char *check_timers(void)
{
    struct itimerval distant;
    struct itimerspec time;
    int before = ticks;

    MUST(getitimer(ITIMER_REAL, &distant) == 0);
    EXPECT(distant.it_interval.tv_sec == 7 && distant.it_value.tv_sec > 99000 && distant.it_value.tv_sec <= 100000);
    EXPECT(timer_gettime(far_away, &time) == 0);
    EXPECT(time.it_interval.tv_nsec == 0 && time.it_value.tv_sec > 4000 && time.it_value.tv_sec < 5000);
    EXPECT(timer_gettime(ticking, &time) == 0 && time.it_interval.tv_nsec == 50000000);
    for (int i = 0; i < 100 && ticks == before; i++)
        usleep(20000);
    EXPECT(ticks != before);
    return NULL;
}

static const char *check_credentials(void)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2];
    uid_t real, effective, saved;
    gid_t groups[4];

    MUST(getresuid(&real, &effective, &saved) == 0);
    EXPECT(real == USER && effective == USER + 1 && saved == USER + 2);
    MUST(getresgid(&real, &effective, &saved) == 0);
    EXPECT(real == 21 && effective == 22 && saved == 23);
    EXPECT(getgroups(4, groups) == 3 && groups[0] == 4 && groups[1] == 9 && groups[2] == 77);
    MUST(syscall(SYS_capget, &header, data) == 0);
    EXPECT(data[0].effective == (1 << CAP_DAC_OVERRIDE | 1 << CAP_KILL) && data[1].effective == 0);
    EXPECT(data[0].permitted == data[0].effective && data[0].inheritable == 1 << CAP_KILL);
    EXPECT(prctl(PR_CAPBSET_READ, CAP_SYS_BOOT) == 0 && prctl(PR_CAPBSET_READ, CAP_CHOWN) == 1);
    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    EXPECT(prctl(PR_GET_DUMPABLE) == 1);
    EXPECT(prctl(PR_GET_SECUREBITS) == 0);
    return NULL;
}

static const char *check_rest(void)
{
    struct rlimit files;
    char text[PATH_MAX] = "";
    int reaper = 0;
    mode_t mask = umask(027);
    int score = open("/proc/self/oom_score_adj", O_RDONLY);

    EXPECT(score >= 0 && read(score, text, 8) == 4 && strncmp(text, "321\n", 4) == 0 && close(score) == 0);
    EXPECT(mask == 027);
    MUST(getrlimit(RLIMIT_NOFILE, &files) == 0);
    EXPECT(files.rlim_cur == 333 && files.rlim_max == 444);
    EXPECT(sched_getscheduler(0) == SCHED_BATCH && getpriority(PRIO_PROCESS, 0) == 5);
    EXPECT(getcwd(text, sizeof(text)) && strncmp(text, directory_name, strlen(text)) == 0);
    EXPECT(prctl(PR_GET_NAME, text) == 0 && strcmp(text, "a task (x) \xc3\xa9") == 0);
    EXPECT(prctl(PR_GET_CHILD_SUBREAPER, &reaper) == 0 && reaper == 1);
    return NULL;
}

static const char *check(void)
{
    const char *failure = check_signals();

    if (!failure)
        failure = check_queue();
    if (!failure)
        failure = check_timers();
    if (!failure)
        failure = check_credentials();
    return failure ? failure : check_rest();
}
