/*
 * Families: orphaned groups, leaders that are dead, sessions begun in grandchildren, children that have left them, groups that
 * span brothers, and orphans adopted by a subreaper.
 * criu: cannot give orphans back to the subreaper that has adopted them; crj restores what it has dumped
 */
#include "victim.h"
#include <sys/prctl.h>
#include <sys/wait.h>

#pragma GCC diagnostic ignored "-Winfinite-recursion"

#define MAX 64

static struct {
    int slot;
    pid_t pid, parent, group, session;
} *table, *seen;
static int *count;

static void enter(int slot)
{
    int at = __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);

    table[at].slot = slot;
    table[at].pid = getpid();
}

static void stay(int slot)
{
    enter(slot);
    for (;;) {
        pause();
    }
}

static pid_t child(void)
{
    pid_t pid = fork();

    MUST(pid >= 0);
    return pid;
}

/* A session whose leader ends and leaves two members, one in a group of its own. */
static void orphan_session(void)
{
    if (child() == 0) {
        setsid();
        if (child() == 0) {
            stay(1);
        }
        if (child() == 0) {
            setpgid(0, 0);
            stay(2);
        }
        while (*count < 2) {
            usleep(1000);
        }
        _exit(0);
    }
    wait(NULL);
}

/* A chain: each second one begins a session, the first of a session leads groups of brothers. */
static __attribute__((noinline)) void chain(int depth)
{
    if (depth % 2 == 0) {
        setsid();
    } else {
        setpgid(0, 0);
    }
    pid_t first = child();
    if (first == 0) {
        if (depth == 1) {
            stay(10);
        }
        chain(depth - 1);
    }
    pid_t second = child();
    if (second == 0) {
        setpgid(0, getppid() == 1 ? 0 : getpgid(getppid()));
        stay(20 + depth);
    }
    stay(30 + depth);
}

/* A child born before its parent began a session, so it is in the old one; its own child begins another. */
static void before_session(void)
{
    pid_t early = child();

    if (early == 0) {
        if (child() == 0) {
            setsid();
            stay(41);
        }
        stay(40);
    }
    setsid();
    if (child() == 0) {
        stay(42);
    }
    stay(43);
}

/* A group whose leader has ended, and one whose leader is dead and not waited for. */
static void groups(void)
{
    pid_t leader = child();

    if (leader == 0) {
        setpgid(0, 0);
        pause();
        _exit(0);
    }
    setpgid(leader, leader);
    for (int i = 0; i < 2; i++) {
        pid_t member = child();
        if (member == 0) {
            setpgid(0, leader);
            stay(50 + i);
        }
        setpgid(member, leader);
    }
    int before = *count;
    (void)before;
    while (*count < 14) {
        usleep(1000);
    }
    kill(leader, SIGKILL);
    waitpid(leader, NULL, 0);
    pid_t zombie = child();
    if (zombie == 0) {
        setpgid(0, 0);
        pause();
    }
    setpgid(zombie, zombie);
    if (child() == 0) {
        setpgid(0, zombie);
        stay(52);
    }
    while (*count < 15) {
        usleep(1000);
    }
    kill(zombie, SIGKILL);
    stay(53);
}

static void look(void *where)
{
    typeof(table) into = where;

    for (int i = 0; i < *count; i++) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/stat", table[i].pid);
        FILE *file = fopen(path, "r");
        into[i].slot = -1;
        if (file) {
            if (fscanf(file, "%*d (%*[^)]) %*c %d %d %d", &into[i].parent, &into[i].group, &into[i].session) == 3) {
                into[i].slot = table[i].slot;
            }
            fclose(file);
        }
    }
}

static void set_up(const char *directory)
{
    table = calloc(MAX, sizeof *table);
    seen = calloc(MAX, sizeof *table);
    int fd = open(in(directory, "table"), O_RDWR | O_CREAT, 0600);
    MUST(fd >= 0 && ftruncate(fd, 65536) == 0 && close(fd) == 0);
    extern void *map_shared(const char *path);
    char *shared = map_shared(in(directory, "table"));
    count = (int *)shared;
    table = (void *)(shared + 64);
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
    orphan_session();
    MUST(*count == 2);
    if (child() == 0) {
        chain(4);
    }
    while (*count < 11) {
        usleep(1000);
    }
    if (child() == 0) {
        before_session();
    }
    while (*count < 12 + 0) {
        usleep(1000);
    }
    usleep(20000);
    if (child() == 0) {
        groups();
    }
    usleep(200000);
    look(table);
}

static const char *check(void)
{
    int same = 0;

    look(seen);
    for (int i = 0; i < *count; i++) {
        EXPECT(seen[i].slot == table[i].slot);
        EXPECT(seen[i].parent == table[i].parent);
        EXPECT(seen[i].group == table[i].group);
        EXPECT(seen[i].session == table[i].session);
        same++;
    }
    EXPECT(same >= 15);
    return NULL;
}

#include <sys/mman.h>

void *map_shared(const char *path)
{
    int fd = open(path, O_RDWR);
    void *address = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    MUST(address != MAP_FAILED);
    close(fd);
    return address;
}
