/*
 * Who is at the other end (SO_PEERCRED) of pairs and connections, made by this process and by a child, as somebody else; by
 * one that has ended.
 * criu: cannot read the limits of somebody else's process where CAP_SYS_RESOURCE is missing
 */
#include "victim.h"

#include "unix.h"

#include <sched.h>
#include <sys/wait.h>

static int pair[2], theirs[2], listener, client, server, left[3];
static pid_t child, gone;

static struct ucred peer(int fd)
{
    struct ucred who = {0};
    socklen_t size = sizeof(who);

    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size);
    return who;
}

/* Pairs and a connection that a process leaves behind in a common table. */
static int leave(void *path)
{
    int numbers[2];

    signal(SIGUSR1, SIG_IGN);
    left[2] = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(setgid(45) == 0 && setuid(44) == 0 && connected(left[2], path) == 0);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, numbers) == 0);
    left[0] = numbers[0];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, numbers) == 0);
    left[1] = numbers[1];
    close(numbers[0]);
    _exit(0);
}

static void set_up(const char *directory)
{
    static char stack[65536];
    char byte;

    listener = bound(SOCK_STREAM, in(directory, "listener"));
    MUST(listen(listener, 2) == 0 && chmod(in(directory, "listener"), 0777) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, theirs) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        signal(SIGUSR1, SIG_IGN);
        client = socket(AF_UNIX, SOCK_STREAM, 0);
        MUST(setgid(23) == 0 && setuid(17) == 0 && connected(client, in(directory, "listener")) == 0);
        send(theirs[1], "x", 1, 0);
        recv(theirs[1], &byte, 1, 0);
        _exit(0);
    }
    server = accept(listener, NULL, NULL);
    gone = clone(leave, stack + sizeof(stack), CLONE_FILES | CLONE_VM | SIGCHLD, in(directory, "listener"));
    MUST(gone > 0 && waitpid(gone, NULL, 0) == gone && (left[2] = accept(listener, NULL, NULL)) >= 0);
    MUST(server >= 0 && recv(theirs[0], &byte, 1, 0) == 1 && close(theirs[1]) == 0);
}

static const char *check(void)
{
    struct ucred who = peer(pair[0]);

    EXPECT(who.pid == getpid() && who.uid == 0 && who.gid == 0);
    who = peer(theirs[0]);
    EXPECT(who.pid == getpid() && who.uid == 0);
    who = peer(server);
    EXPECT(who.pid == child && who.uid == 17 && who.gid == 23);
    for (int i = 0; i < 3; i++) {
        who = peer(left[i]);
        EXPECT(who.pid == gone && who.uid == 44 && who.gid == 45);
    }
    return NULL;
}
