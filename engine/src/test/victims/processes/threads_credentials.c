/*
 * Threads of one process whose users, groups, capabilities, securebits, no_new_privs and names differ.
 */
#include "victim.h"
#include <linux/capability.h>
#include <linux/securebits.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#define THREADS 4
#define GROUPS 3

struct look {
    uid_t uids[4];
    gid_t gids[4];
    gid_t groups[8];
    int group_count;
    struct __user_cap_data_struct sets[2];
    uint64_t bounding, ambient;
    int securebits, no_new_privs;
    char name[16];
};

static struct look looks[THREADS], now[THREADS];
static pthread_barrier_t begin, end;
static int failed;

static void look(struct look *into)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

    memset(into, 0, sizeof *into);
    syscall(SYS_getresuid, &into->uids[0], &into->uids[1], &into->uids[2]);
    into->uids[3] = syscall(SYS_setfsuid, -1);
    syscall(SYS_getresgid, &into->gids[0], &into->gids[1], &into->gids[2]);
    into->gids[3] = syscall(SYS_setfsgid, -1);
    into->group_count = syscall(SYS_getgroups, 8, into->groups);
    syscall(SYS_capget, &header, into->sets);
    for (int capability = 0; capability <= 40; capability++) {
        into->bounding |= (uint64_t)(prctl(PR_CAPBSET_READ, capability) == 1) << capability;
        into->ambient |= (uint64_t)(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) == 1) << capability;
    }
    into->securebits = prctl(PR_GET_SECUREBITS);
    into->no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    prctl(PR_GET_NAME, into->name);
}

static void become(long me)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct sets[2];
    gid_t groups[GROUPS] = {100 + me, 200 + me, 70000 + me};
    char name[16];

    snprintf(name, sizeof name, "(odd) %ld )\n", me);
    failed |= prctl(PR_SET_NAME, name);
    if (me == 1) {
        failed |= syscall(SYS_setgroups, GROUPS, groups);
        failed |= syscall(SYS_setresgid, 11, 12, 13);
        syscall(SYS_setfsgid, 14);
        failed |= syscall(SYS_setresuid, 21, 22, 0);
        syscall(SYS_setfsuid, 24);
    } else if (me == 2) {
        failed |= prctl(PR_CAPBSET_DROP, CAP_SYS_BOOT) || prctl(PR_CAPBSET_DROP, CAP_AUDIT_WRITE);
        failed |= prctl(PR_SET_SECUREBITS, SECBIT_KEEP_CAPS | SECBIT_NOROOT | SECBIT_NO_SETUID_FIXUP_LOCKED) != 0;
        failed |= syscall(SYS_capget, &header, sets);
        sets[0].inheritable = 1u << CAP_NET_RAW | 1u << CAP_CHOWN;
        sets[0].effective &= ~(1u << CAP_SETPCAP | 1u << CAP_KILL);
        sets[0].permitted &= ~(1u << CAP_KILL);
        failed |= syscall(SYS_capset, &header, sets);
        failed |= prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0);
    } else if (me == 3) {
        failed |= prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        failed |= syscall(SYS_setgroups, 0, NULL);
        failed |= syscall(SYS_setresuid, 33, 33, 33);
        failed |= syscall(SYS_capget, &header, sets);
    }
}

#include "every_thread.h"

static const char *check(void)
{
    look_again();
    for (int i = 0; i < THREADS; i++) {
        EXPECT(memcmp(looks[i].uids, now[i].uids, sizeof now[i].uids) == 0);
        EXPECT(memcmp(looks[i].gids, now[i].gids, sizeof now[i].gids) == 0);
        EXPECT(looks[i].group_count == now[i].group_count);
        EXPECT(memcmp(looks[i].groups, now[i].groups, sizeof now[i].groups) == 0);
        EXPECT(memcmp(looks[i].sets, now[i].sets, sizeof now[i].sets) == 0);
        EXPECT(looks[i].bounding == now[i].bounding);
        EXPECT(looks[i].ambient == now[i].ambient);
        EXPECT(looks[i].securebits == now[i].securebits);
        EXPECT(looks[i].no_new_privs == now[i].no_new_privs);
        EXPECT(strcmp(looks[i].name, now[i].name) == 0);
    }
    return NULL;
}
