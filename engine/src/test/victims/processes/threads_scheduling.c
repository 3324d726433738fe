/*
 * Threads with policies, priorities, nice values, affinities, timer slacks and I/O priorities of their own.
 * criu: cannot carry affinity, timer slack and I/O priority
 */
#include "victim.h"
#include <linux/ioprio.h>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#define THREADS 6

struct look {
    int policy, priority, nice, io, slack;
    cpu_set_t processors;
};

static struct look looks[THREADS], now[THREADS];
static pthread_barrier_t begin, end;
static int failed;

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
}

static void become(long me)
{
    static const int policies[THREADS] = {
        SCHED_OTHER, SCHED_FIFO, SCHED_RR | SCHED_RESET_ON_FORK, SCHED_BATCH, SCHED_IDLE, SCHED_OTHER};
    struct sched_param parameters = {.sched_priority = me == 1 ? 7 : me == 2 ? 9 : 0};
    cpu_set_t one;

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
        EXPECT(CPU_EQUAL(&looks[i].processors, &now[i].processors));
    }
    return NULL;
}
