/*
 * Is in a group of a hierarchy of control groups that is mounted nowhere any more.
 */
#include "victim.h"
#include "cgroup.h"
#include <sys/mount.h>

#define HIERARCHY "name=crj-victim-unmounted"

static void set_up(const char *directory)
{
    char *top = in(directory, "top");
    char *group = in(top, "group");

    MUST(mkdir(top, 0755) == 0 && mount("none", top, "cgroup", 0, "none," HIERARCHY) == 0);
    MUST((mkdir(group, 0755) == 0 || errno == EEXIST) && put_number(group, "cgroup.procs", getpid()));
    MUST(umount2(top, MNT_DETACH) == 0 && rmdir(top) == 0);
}

static const char *check(void)
{
    EXPECT(is_in(getpid(), HIERARCHY, "/group"));
    return NULL;
}
