/*
 * A family: a worker with a pipe each way and shared memory, a worker in a session of its own, one in a group whose
 * leader is dead, a stopped one, two dead ones; a descriptor table in common.
 */
#include "victim.h"
#include <linux/sched.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum { WORKERS = 4 };

struct shared {
    long counts[WORKERS];
};

static struct shared *shared;
static int to[WORKERS][2], from[WORKERS][2], opened;
static pid_t worker[WORKERS], stopped, exited, killed, partner;
static pid_t group_of_third, dead_leader;
static char *private_memory;

/* Answers each byte with one that says that all is as it was born. */
static void work(int self, pid_t parent, pid_t group, pid_t session)
{
    char byte;

    signal(SIGUSR1, SIG_IGN);
    while (read(to[self][0], &byte, 1) == 1) {
        int good = getppid() == parent && getpgrp() == group && getsid(0) == session && private_memory[self] == 'p';
        private_memory[self + 100] = (char)(byte + 1);
        shared->counts[self]++;
        byte = good ? byte + 1 : 0;
        if (write(from[self][1], &byte, 1) != 1) {
            break;
        }
    }
    _exit(3);
}

static pid_t bear(int self, int own_session)
{
    pid_t pid;

    MUST(pipe(to[self]) == 0 && pipe(from[self]) == 0);
    MUST((pid = fork()) >= 0);
    if (pid == 0) {
        if (own_session) {
            setsid();
            work(self, getppid(), getpid(), getpid());
        }
        work(self, getppid(), getpgrp(), getsid(0));
    }
    return pid;
}

static pid_t bear_in_group_of_dead(int self)
{
    int ready[2];
    char byte;
    pid_t pid;

    MUST(pipe(to[self]) == 0 && pipe(from[self]) == 0 && pipe(ready) == 0);
    MUST((dead_leader = fork()) >= 0);
    if (dead_leader == 0) {
        setpgid(0, 0);
        byte = 'l';
        MUST(write(ready[1], &byte, 1) == 1);
        pause();
    }
    MUST(read(ready[0], &byte, 1) == 1);
    MUST((pid = fork()) >= 0);
    if (pid == 0) {
        MUST(setpgid(0, dead_leader) == 0);
        byte = 'm';
        MUST(write(ready[1], &byte, 1) == 1);
        work(self, getppid(), getpgrp(), getsid(0));
    }
    MUST(read(ready[0], &byte, 1) == 1);
    kill(dead_leader, SIGKILL);
    MUST(waitpid(dead_leader, NULL, 0) == dead_leader);
    close(ready[0]);
    close(ready[1]);
    return pid;
}

static pid_t bear_with_table(int self)
{
    struct clone_args args = {.flags = CLONE_FILES, .exit_signal = SIGCHLD};

    MUST(pipe(to[self]) == 0 && pipe(from[self]) == 0);
    pid_t pid = (pid_t)syscall(SYS_clone3, &args, sizeof(args));
    MUST(pid >= 0);
    if (pid == 0) {
        work(self, getppid(), getpgrp(), getsid(0));
    }
    return pid;
}

static void set_up(const char *directory)
{
    siginfo_t info;

    shared = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    private_memory = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(shared != MAP_FAILED && private_memory != MAP_FAILED);
    memset(private_memory, 'p', 64 * 4096);
    MUST((opened = open(in(directory, "log"), O_RDWR | O_CREAT | O_APPEND, 0600)) >= 0);
    worker[0] = bear(0, 0);
    worker[1] = bear(1, 1);
    worker[2] = bear_in_group_of_dead(2);
    worker[3] = partner = bear_with_table(3);
    group_of_third = dead_leader;
    MUST((stopped = fork()) >= 0);
    if (stopped == 0) {
        for (;;) {
            raise(SIGSTOP);
            shared->counts[0] += 1000000;
        }
    }
    MUST(waitpid(stopped, NULL, WUNTRACED) == stopped);
    MUST((exited = fork()) >= 0);
    if (exited == 0) {
        _exit(42);
    }
    MUST((killed = fork()) >= 0);
    if (killed == 0) {
        pause();
    }
    kill(killed, SIGTERM);
    MUST(waitid(P_PID, exited, &info, WEXITED | WNOWAIT) == 0 && waitid(P_PID, killed, &info, WEXITED | WNOWAIT) == 0);
}

static const char *check_worker(int self)
{
    char byte = (char)(10 + self);
    long before = shared->counts[self];

    EXPECT(write(to[self][1], &byte, 1) == 1);
    EXPECT(read(from[self][0], &byte, 1) == 1);
    EXPECT(byte == (char)(11 + self));
    EXPECT(shared->counts[self] == before + 1);
    EXPECT(private_memory[self + 100] == 'p');
    return NULL;
}

static const char *check(void)
{
    siginfo_t info = {0};

    for (int i = 0; i < WORKERS; i++) {
        const char *failure = check_worker(i);
        if (failure) {
            return failure;
        }
    }
    EXPECT(getsid(worker[1]) == worker[1] && getpgid(worker[1]) == worker[1]);
    EXPECT(getpgid(worker[2]) == group_of_third && getsid(worker[2]) == getsid(0));
    EXPECT(waitid(P_PID, exited, &info, WEXITED | WNOWAIT) == 0 && info.si_code == CLD_EXITED && info.si_status == 42);
    EXPECT(waitid(P_PID, killed, &info, WEXITED | WNOWAIT) == 0 && info.si_code == CLD_KILLED
            && info.si_status == SIGTERM);
    EXPECT(kill(stopped, 0) == 0 && shared->counts[0] < 1000000);
    EXPECT(syscall(SYS_kcmp, getpid(), partner, 2 /* KCMP_FILES */, 0, 0) == 0);
    EXPECT(syscall(SYS_kcmp, getpid(), worker[0], 0 /* KCMP_FILE */, opened, opened) == 0);
    EXPECT(write(opened, "x", 1) == 1);
    return NULL;
}
