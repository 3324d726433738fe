/*
 * Its child stands still in a frozen control group.
 * refused: is frozen
 * criu: cannot dump what is frozen, unless told which group it is
 */
#include "victim.h"
#include "cgroup.h"

static pid_t child;
static char *group;

static void set_up(const char *directory)
{
    (void)directory;
    MUST((group = group_path("", "crj-frozen")) && (mkdir(group, 0755) == 0 || errno == EEXIST));
    MUST(put(group, "cgroup.freeze", "0"));
    if ((child = fork()) == 0) {
        for (;;) {
            pause();
        }
    }
    MUST(put_number(group, "cgroup.procs", child) && put(group, "cgroup.freeze", "1"));
}

static const char *check(void)
{
    EXPECT(is_in(child, "", "/crj-frozen") && shows(group, "cgroup.freeze", "1"));
    return NULL;
}
