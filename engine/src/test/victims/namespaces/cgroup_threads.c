/*
 * Its threads are in different groups of a threaded part of the version 2 hierarchy.
 */
#include "victim.h"
#include "cgroup.h"
#include <pthread.h>
#include <sys/syscall.h>

static char *top, *one, *two;
static volatile pid_t other;
static volatile int over;

static void *run(void *unused)
{
    (void)unused;
    other = syscall(SYS_gettid);
    while (!over) {
        pause();
    }
    return NULL;
}

static void set_up(const char *directory)
{
    pthread_t thread;

    (void)directory;
    top = group_path("", "crj-threads");
    one = group_path("", "crj-threads/one");
    two = group_path("", "crj-threads/two");
    MUST(top && (mkdir(top, 0755) == 0 || errno == EEXIST));
    MUST((mkdir(one, 0755) == 0 && put(one, "cgroup.type", "threaded")) || errno == EEXIST);
    MUST((mkdir(two, 0755) == 0 && put(two, "cgroup.type", "threaded")) || errno == EEXIST);
    MUST(put_number(top, "cgroup.procs", getpid()));
    MUST(pthread_create(&thread, NULL, run, NULL) == 0);
    while (!other) {
        usleep(1000);
    }
    MUST(put_number(one, "cgroup.threads", getpid()) && put_number(two, "cgroup.threads", other));
}

static const char *check(void)
{
    EXPECT(is_in(getpid(), "", "/crj-threads/one"));
    EXPECT(is_in(other, "", "/crj-threads/two"));
    EXPECT(shows(one, "cgroup.type", "threaded"));
    return NULL;
}
