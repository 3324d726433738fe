/*
 * Owners of files: a process, a group, a thread, signals other than SIGIO, pipes and sockets that raise them.
 * criu: cannot it gives files their owners before there are threads
 */
#include "victim.h"
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>

static int process[2], group[2], thread[2], odd[2];
static volatile sig_atomic_t told;
static pid_t tid;

static void on_signal(int signal)
{
    (void)signal;
    told++;
}

static void *sleeper(void *unused)
{
    tid = syscall(SYS_gettid);
    for (;;) {
        pause();
    }
    return unused;
}

static void set_up(const char *directory)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    pthread_t other;

    (void)directory;
    sigaction(SIGIO, &action, NULL);
    sigaction(SIGRTMIN + 4, &action, NULL);
    MUST(pthread_create(&other, NULL, sleeper, NULL) == 0);
    while (tid == 0) {
        usleep(1000);
    }
    MUST(pipe(process) == 0 && pipe(group) == 0 && pipe(thread) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, odd) == 0);
    MUST(fcntl(process[0], F_SETOWN, getpid()) == 0 && fcntl(process[0], F_SETFL, O_ASYNC) == 0);
    MUST(fcntl(group[0], F_SETOWN, -getpgrp()) == 0);
    struct f_owner_ex owner = {F_OWNER_TID, tid};
    MUST(fcntl(thread[0], F_SETOWN_EX, &owner) == 0 && fcntl(thread[0], F_SETSIG, SIGRTMIN + 4) == 0);
    MUST(fcntl(thread[0], F_SETFL, O_ASYNC | O_NONBLOCK) == 0);
    MUST(fcntl(odd[0], F_SETOWN, getpid()) == 0 && fcntl(odd[0], F_SETSIG, SIGRTMIN + 4) == 0);
    MUST(fcntl(odd[0], F_SETFL, O_ASYNC | O_RDWR) == 0);
}

static int raises(int in, int out)
{
    char byte;

    told = 0;
    if (write(in, "x", 1) != 1) {
        return 0;
    }
    for (int i = 0; i < 100 && told == 0; i++) {
        usleep(1000);
    }
    return read(out, &byte, 1) == 1 && told >= 1;
}

static const char *check(void)
{
    struct f_owner_ex owner;

    EXPECT(fcntl(process[0], F_GETOWN) == getpid() && (fcntl(process[0], F_GETFL) & O_ASYNC));
    EXPECT(fcntl(process[0], F_GETSIG) == 0 && raises(process[1], process[0]));
    EXPECT(fcntl(group[0], F_GETOWN_EX, &owner) == 0 && owner.type == F_OWNER_PGRP && owner.pid == getpgrp());
    EXPECT(fcntl(thread[0], F_GETOWN_EX, &owner) == 0 && owner.type == F_OWNER_TID && owner.pid == tid);
    EXPECT(fcntl(thread[0], F_GETSIG) == SIGRTMIN + 4 && raises(thread[1], thread[0]));
    EXPECT(fcntl(odd[0], F_GETSIG) == SIGRTMIN + 4 && fcntl(odd[0], F_GETOWN) == getpid() && raises(odd[1], odd[0]));
    EXPECT(fcntl(odd[1], F_GETOWN) == 0 && fcntl(odd[1], F_GETSIG) == 0);
    return NULL;
}
