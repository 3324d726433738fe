/* Makes UTS and IPC namespaces of its own: names, System V segments, queues and semaphores, with ids that say they had forerunners. */
#include "victim.h"
#include <sched.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/utsname.h>

#define SIZE (3 * 4096 + 100)

struct text {
    long type;
    char bytes[16];
};

static int segment, nameless, idle, queue, set;
static char *whole, *readonly, *gone;

static void set_up(const char *directory)
{
    struct text text = {7, "first"};
    unsigned short values[] = {1, 2, 300};
    struct shmid_ds state;

    (void)directory;
    MUST(unshare(CLONE_NEWUTS | CLONE_NEWIPC) == 0);
    MUST(sethostname("inside", 6) == 0 && setdomainname("of.it", 5) == 0);
    for (int i = 0; i < 3; i++) {
        MUST((segment = shmget(0x1234, SIZE, IPC_CREAT | 0640)) >= 0);
        MUST((queue = msgget(0x55, IPC_CREAT | 0600)) >= 0);
        MUST((set = semget(0x66, 3, IPC_CREAT | 0606)) >= 0);
        if (i < 2) {
            MUST(shmctl(segment, IPC_RMID, NULL) == 0 && msgctl(queue, IPC_RMID, NULL) == 0);
            MUST(semctl(set, 0, IPC_RMID) == 0);
        }
    }
    MUST((whole = shmat(segment, NULL, 0)) != (void *)-1 && strcpy(whole, "start") && strcpy(whole + 8192, "third"));
    MUST((readonly = shmat(segment, NULL, SHM_RDONLY)) != (void *)-1);
    MUST((nameless = shmget(IPC_PRIVATE, 8192, 0600)) >= 0 && (gone = shmat(nameless, NULL, 0)) != (void *)-1);
    MUST(strcpy(gone + 4096, "nameless") && shmctl(nameless, IPC_RMID, NULL) == 0);
    MUST((idle = shmget(0x77, 4096, IPC_CREAT | 0600)) >= 0);
    char *once = shmat(idle, NULL, 0);
    MUST(once != (void *)-1 && strcpy(once, "nobody maps this") && shmdt(once) == 0);
    MUST(shmctl(segment, IPC_STAT, &state) == 0);
    state.shm_perm.uid = 1001;
    state.shm_perm.gid = 1002;
    MUST(shmctl(segment, IPC_SET, &state) == 0);
    MUST(msgsnd(queue, &text, 5, 0) == 0);
    text.type = 9;
    MUST(strcpy(text.bytes, "second one") && msgsnd(queue, &text, 10, 0) == 0);
    MUST(semctl(set, 0, SETALL, values) == 0);
}

static const char *check_segments(void)
{
    struct shmid_ds state;

    EXPECT(shmget(0x1234, 0, 0) == segment && shmctl(segment, IPC_STAT, &state) == 0);
    EXPECT(state.shm_segsz == SIZE && state.shm_nattch == 2 && state.shm_perm.mode == 0640);
    EXPECT(state.shm_perm.uid == 1001 && state.shm_perm.gid == 1002 && state.shm_perm.cuid == 0);
    EXPECT(strcmp(whole, "start") == 0 && strcmp(readonly + 8192, "third") == 0);
    whole[12000] = 'x';
    EXPECT(readonly[12000] == 'x');
    /* Whether it still goes with its last user is looked at from outside: CRIU forgets it. */
    EXPECT(shmctl(nameless, IPC_STAT, &state) == 0 && state.shm_nattch == 1);
    EXPECT(strcmp(gone + 4096, "nameless") == 0);
    EXPECT(shmctl(idle, IPC_STAT, &state) == 0 && state.shm_nattch == 0);
    char *once = shmat(idle, NULL, 0);
    EXPECT(once != (void *)-1 && strcmp(once, "nobody maps this") == 0 && shmdt(once) == 0);
    /* Only what shmat() made can be detached. */
    EXPECT(shmdt(readonly) == 0 && shmat(segment, readonly, SHM_RDONLY) == readonly);
    return NULL;
}

static const char *check(void)
{
    struct utsname names;
    struct msqid_ds state;
    struct text text = {0};
    unsigned short values[3] = {0};

    EXPECT(uname(&names) == 0 && strcmp(names.nodename, "inside") == 0 && strcmp(names.domainname, "of.it") == 0);
    EXPECT(msgget(0x55, 0) == queue && msgctl(queue, IPC_STAT, &state) == 0 && state.msg_qnum == 2);
    EXPECT(msgrcv(queue, &text, sizeof(text.bytes), 0, 0) == 5 && text.type == 7 && memcmp(text.bytes, "first", 5) == 0);
    EXPECT(msgsnd(queue, &text, 5, 0) == 0);
    EXPECT(msgrcv(queue, &text, sizeof(text.bytes), 0, 0) == 10 && text.type == 9);
    EXPECT(memcmp(text.bytes, "second one", 10) == 0 && msgsnd(queue, &text, 10, 0) == 0);
    EXPECT(semget(0x66, 3, 0) == set && semctl(set, 0, GETALL, values) == 0);
    EXPECT(values[0] == 1 && values[1] == 2 && values[2] == 300);
    return check_segments();
}
