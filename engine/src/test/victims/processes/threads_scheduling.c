/*
 * Threads with policies, priorities, nice values, affinities, timer slacks and I/O priorities of their own, one with a deadline;
 * where kernel, processor and rights allow it with limits of utilization, a choice about speculation, and PR_SET_IO_FLUSHER.
 * criu: cannot carry affinity, timer slack, I/O priority and deadlines
 */
#include "victim.h"
#include <linux/ioprio.h>
#include <linux/prctl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define THREADS 7

struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
    uint32_t least, most;
};

struct look {
    int policy, priority, nice, io, slack, flusher, speculation[3];
    struct attributes attributes;
    cpu_set_t processors;
};

static int failed;
static struct look looks[THREADS], now[THREADS];
static pthread_barrier_t begin, end;

static void look(struct look *into)
{
    struct sched_param parameters;

    memset(into, 0, sizeof *into);
    into->policy = sched_getscheduler(0);
    sched_getparam(0, &parameters);
    into->priority = parameters.sched_priority;
    into->nice = getpriority(PRIO_PROCESS, 0);
    into->io = syscall(SYS_ioprio_get, 1, 0);
    into->slack = prctl(PR_GET_TIMERSLACK);
    sched_getaffinity(0, sizeof into->processors, &into->processors);
    syscall(SYS_sched_getattr, 0, &into->attributes, sizeof into->attributes, 0);
    into->flusher = prctl(PR_GET_IO_FLUSHER, 0, 0, 0, 0);
    for (int kind = 0; kind < 3; kind++) {
        into->speculation[kind] = prctl(PR_GET_SPECULATION_CTRL, kind, 0, 0, 0);
    }
}

/* What not every machine can. */
static void special(long me)
{
    struct attributes limits = {
        .size = sizeof limits, .flags = 0x8 | 0x10 | 0x20 | 0x40, .least = 100, .most = 600};

    if (me == 3) {
        syscall(SYS_sched_setattr, 0, &limits, 0);
    } else if (me == 4) {
        prctl(PR_SET_SPECULATION_CTRL, PR_SPEC_STORE_BYPASS, PR_SPEC_DISABLE, 0, 0);
    } else if (me == 5) {
        prctl(PR_SET_IO_FLUSHER, 1, 0, 0, 0);
    }
}

static void meet_deadlines(void)
{
    struct attributes wanted = {
        .size = 48, .policy = 6, .flags = 5, .runtime = 2000000, .deadline = 19000000, .period = 20000000};

    failed |= syscall(SYS_sched_setattr, 0, &wanted, 0);
}

static void become(long me)
{
    static const int policies[] = {
        SCHED_OTHER, SCHED_FIFO, SCHED_RR | SCHED_RESET_ON_FORK, SCHED_BATCH, SCHED_IDLE, SCHED_OTHER};
    struct sched_param parameters = {.sched_priority = me == 1 ? 7 : me == 2 ? 9 : 0};
    cpu_set_t one;

    if (me == 6) {
        meet_deadlines();
        return;
    }
    special(me);
    failed |= sched_setscheduler(0, policies[me], &parameters);
    if (me != 1 && me != 2) {
        failed |= setpriority(PRIO_PROCESS, 0, me == 5 ? -11 : me == 4 ? 0 : 3 + me);
    }
    CPU_ZERO(&one);
    CPU_SET(me % 2 == 0 ? 0 : sysconf(_SC_NPROCESSORS_ONLN) - 1, &one);
    failed |= sched_setaffinity(0, sizeof one, &one);
    failed |= prctl(PR_SET_TIMERSLACK, me == 1 || me == 2 ? 50000 : 10000 * (me + 1));
    failed |= syscall(SYS_ioprio_set, 1, 0, IOPRIO_PRIO_VALUE(me == 4 ? IOPRIO_CLASS_IDLE : IOPRIO_CLASS_BE, me == 4 ? 0 : me));
}

#include "every_thread.h"

static const char *check(void)
{
    look_again();
    for (int i = 0; i < THREADS; i++) {
        EXPECT(looks[i].policy == now[i].policy);
        EXPECT(looks[i].priority == now[i].priority);
        EXPECT(looks[i].nice == now[i].nice);
        EXPECT(looks[i].io == now[i].io);
        EXPECT(looks[i].slack == now[i].slack);
        EXPECT(memcmp(&looks[i].attributes, &now[i].attributes, sizeof now->attributes) == 0);
        EXPECT(looks[i].flusher == now[i].flusher);
        EXPECT(memcmp(looks[i].speculation, now[i].speculation, sizeof now->speculation) == 0);
        EXPECT(CPU_EQUAL(&looks[i].processors, &now[i].processors));
    }
    return NULL;
}
