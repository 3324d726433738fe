/*
 * Lives in control groups of its own: of version 2 and, where there are some, of version 1, with limits; its child is in a group below.
 */
#include "victim.h"
#include "cgroup.h"

#define LIMIT "33554432"

static pid_t child;
static char *group, *below, *old;

static void set_up(const char *directory)
{
    (void)directory;
    group = group_path("", "crj-victim");
    below = group_path("", "crj-victim/below");
    old = group_path("memory", "crj-victim");
    MUST(group && (mkdir(group, 0755) == 0 || errno == EEXIST) && (mkdir(below, 0700) == 0 || errno == EEXIST));
    MUST(put(group, "cgroup.max.descendants", "7"));
    if (old) {
        MUST(mkdir(old, 0755) == 0 || errno == EEXIST);
        MUST(put(old, "memory.limit_in_bytes", LIMIT) && put_number(old, "cgroup.procs", getpid()));
    }
    MUST(put_number(group, "cgroup.procs", getpid()));
    if ((child = fork()) == 0) {
        for (;;) {
            pause();
        }
    }
    MUST(put_number(below, "cgroup.procs", child));
}

static const char *check(void)
{
    struct stat state;

    EXPECT(is_in(getpid(), "", "/crj-victim"));
    EXPECT(is_in(child, "", "/crj-victim/below"));
    EXPECT(shows(group, "cgroup.max.descendants", "7"));
    EXPECT(stat(below, &state) == 0 && (state.st_mode & 0777) == 0700);
    if (old) {
        EXPECT(is_in(getpid(), "memory", "/crj-victim") && is_in(child, "memory", "/crj-victim"));
        EXPECT(shows(old, "memory.limit_in_bytes", LIMIT));
    }
    return NULL;
}
