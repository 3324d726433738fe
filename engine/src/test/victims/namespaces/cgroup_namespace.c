/*
 * Lives in a control group namespace: what it sees as the top is a group of its own, its child is below that.
 */
#include "victim.h"
#include "cgroup.h"
#include <sched.h>

static pid_t child;
static char *group, *below;

static void set_up(const char *directory)
{
    (void)directory;
    group = group_path("", "crj-apart");
    below = group_path("", "crj-apart/below");
    MUST(group && (mkdir(group, 0755) == 0 || errno == EEXIST) && (mkdir(below, 0755) == 0 || errno == EEXIST));
    MUST(put_number(group, "cgroup.procs", getpid()));
    MUST(unshare(CLONE_NEWCGROUP) == 0);
    if ((child = fork()) == 0) {
        for (;;) {
            pause();
        }
    }
    MUST(put_number(below, "cgroup.procs", child));
}

static const char *check(void)
{
    char ours[64], its[64], path[64];

    EXPECT(is_in(getpid(), "", "/") && is_in(child, "", "/below"));
    snprintf(path, sizeof(path), "/proc/%d/ns/cgroup", child);
    ssize_t length = readlink("/proc/self/ns/cgroup", ours, sizeof(ours));
    EXPECT(length > 0 && readlink(path, its, sizeof(its)) == length && memcmp(ours, its, length) == 0);
    return NULL;
}
