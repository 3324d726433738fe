/*
 * Orphans that a subreaper has adopted past others: of the session of a living child, of one of a grandchild, and one that has
 * begun its own session later.
 * criu: cannot give orphans back to the subreaper that has adopted them
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define ORPHANS 3

struct kin {
    pid_t pid, parent, group, session;
};

static struct kin *orphans;
static int *count;

static pid_t child(void)
{
    pid_t pid = fork();

    MUST(pid >= 0);
    return pid;
}

/* Born by a mother that has died; the number tells which it is. */
static void orphan(int number)
{
    pid_t mother = child();

    if (mother == 0) {
        pid_t mothers = getpid();
        if (child() == 0) {
            while (getppid() == mothers) {
                usleep(1000);
            }
            if (number == 2) {
                setsid();
            }
            orphans[number] = (struct kin){getpid(), getppid(), getpgrp(), getsid(0)};
            __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);
            for (;;) {
                pause();
            }
        }
        _exit(0);
    }
    MUST(waitpid(mother, NULL, 0) == mother);
}

static void set_up(const char *directory)
{
    (void)directory;
    orphans = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(orphans != MAP_FAILED);
    count = (int *)(orphans + ORPHANS);
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
    if (child() == 0) {
        setsid();
        if (child() == 0) {
            setsid();
            orphan(1);
            orphan(2);
            for (;;) {
                pause();
            }
        }
        orphan(0);
        for (;;) {
            pause();
        }
    }
    for (int i = 0; i < 5000 && *count < ORPHANS; i++) {
        usleep(1000);
    }
    MUST(*count == ORPHANS);
}

static const char *check(void)
{
    for (int i = 0; i < ORPHANS; i++) {
        char path[64];
        struct kin now = {.pid = orphans[i].pid};
        snprintf(path, sizeof path, "/proc/%d/stat", now.pid);
        FILE *file = fopen(path, "r");
        EXPECT(file);
        int read = fscanf(file, "%*d (%*[^)]) %*c %d %d %d", &now.parent, &now.group, &now.session);
        fclose(file);
        EXPECT(read == 3);
        EXPECT(orphans[i].parent == getpid());
        EXPECT(memcmp(&now, &orphans[i], sizeof now) == 0);
    }
    return NULL;
}
