/* Unix sockets between processes: a pair, a connection by a listener that all inherit, one end in two processes. */
#include "victim.h"

#include "unix.h"

#include <sys/wait.h>

static int pair[2], shared[2], listener, client, inbox;
static char *path, *inbox_path;

/* Answers what comes over the pair, accepts whoever calls, and says so. */
static void work(void)
{
    char bytes[32];
    ssize_t length;

    signal(SIGUSR1, SIG_IGN);
    int served = accept(listener, NULL, NULL);
    while ((length = recv(pair[1], bytes, sizeof(bytes), 0)) > 0) {
        if (memcmp(bytes, "serve", 5) == 0) {
            length = recv(served, bytes, sizeof(bytes), 0);
            send(served, bytes, length, MSG_NOSIGNAL);
        } else if (memcmp(bytes, "share", 5) == 0) {
            send(shared[0], "from the child", 14, MSG_NOSIGNAL);
        } else if (memcmp(bytes, "log", 3) == 0) {
            int log = socket(AF_UNIX, SOCK_DGRAM, 0);
            connected(log, inbox_path);
            send(log, "logged", 6, MSG_NOSIGNAL);
            close(log);
        }
        send(pair[1], "done", 4, MSG_NOSIGNAL);
    }
    _exit(3);
}

static void set_up(const char *directory)
{
    path = in(directory, "listener");
    inbox_path = in(directory, "inbox");
    listener = bound(SOCK_SEQPACKET, path);
    MUST(listen(listener, 3) == 0);
    inbox = bound(SOCK_DGRAM, inbox_path);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, shared) == 0);
    pid_t worker = fork();
    MUST(worker >= 0);
    if (worker == 0) {
        close(pair[0]);
        close(inbox);
        work();
    }
    close(pair[1]);
    client = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    MUST(connected(client, path) == 0);
}

/* Has the worker do something; what it has done is there when it says so. */
static int ordered(const char *what)
{
    char bytes[8];

    return send(pair[0], what, strlen(what), MSG_NOSIGNAL) == (ssize_t)strlen(what)
        && recv(pair[0], bytes, 4, MSG_WAITALL) == 4 && memcmp(bytes, "done", 4) == 0;
}

static const char *check(void)
{
    EXPECT(send(client, "parcel", 6, MSG_NOSIGNAL) == 6 && ordered("serve") && hears(client, "parcel"));
    EXPECT(ordered("share") && hears(shared[1], "from the child"));
    EXPECT(says(shared[0], "from the parent", shared[1]));
    EXPECT(ordered("log") && hears(inbox, "logged"));
    EXPECT(is_named(listener, path) && is_named(inbox, inbox_path));
    return NULL;
}
