/* Unix sockets in pairs, listening, connected and on their own, with what waits in their queues. */
#include "victim.h"

#include "unix.h"

static int stream[2], packets[2], datagrams[2], shut[2], alone;
static int listener, client, server, hidden, log_server, log_client, unlinked;
static char *path, hidden_name[64];
static struct stat before;

static void set_up(const char *directory)
{
    int on = 1;

    path = in(directory, "listener");
    MUST(chdir(directory) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, stream) == 0 && send(stream[0], "stream", 6, 0) == 6);
    MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packets) == 0);
    MUST(send(packets[0], "one", 3, 0) == 3 && send(packets[0], "two!", 4, 0) == 4);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, datagrams) == 0 && send(datagrams[1], "dg", 2, 0) == 2);
    MUST(setsockopt(packets[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, shut) == 0 && shutdown(shut[0], SHUT_WR) == 0);

    listener = bound(SOCK_STREAM, path);
    MUST(listen(listener, 7) == 0 && chmod(path, 0620) == 0 && stat(path, &before) == 0);
    client = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(connected(client, path) == 0 && (server = accept(listener, NULL, NULL)) >= 0);
    MUST(send(client, "request", 7, 0) == 7);
    snprintf(hidden_name, sizeof(hidden_name), "@crj-victim-%d", getpid());
    hidden = bound(SOCK_STREAM, hidden_name);
    MUST(listen(hidden, 3) == 0);

    log_server = bound(SOCK_DGRAM, "relative");
    log_client = socket(AF_UNIX, SOCK_DGRAM, 0);
    MUST(connected(log_client, "relative") == 0 && send(log_client, "line", 4, 0) == 4);
    unlinked = bound(SOCK_DGRAM, in(directory, "unlinked"));
    MUST(unlink(in(directory, "unlinked")) == 0);
    MUST((alone = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0)) >= 0);
}

/* What waited is there, once, and waits again afterwards. */
static const char *check_queues(void)
{
    EXPECT(hears(stream[1], "stream") && send(stream[0], "stream", 6, 0) == 6);
    EXPECT(hears(packets[1], "one") && hears(packets[1], "two!"));
    EXPECT(send(packets[0], "one", 3, 0) == 3 && send(packets[0], "two!", 4, 0) == 4);
    EXPECT(hears(datagrams[0], "dg") && send(datagrams[1], "dg", 2, 0) == 2);
    EXPECT(hears(server, "request") && send(client, "request", 7, 0) == 7);
    EXPECT(hears(log_server, "line") && send(log_client, "line", 4, 0) == 4);
    return NULL;
}

static const char *check(void)
{
    const char *failure = check_queues();
    struct stat now;
    char byte;

    if (failure) {
        return failure;
    }
    EXPECT(says(stream[1], "back", stream[0]) && says(packets[1], "back", packets[0]) && says(server, "reply", client));
    EXPECT(is_on(packets[0], SO_PASSCRED) && !is_on(packets[1], SO_PASSCRED));
    EXPECT(recv(shut[1], &byte, 1, 0) == 0 && says(shut[1], "still", shut[0]));
    EXPECT(send(shut[0], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    EXPECT(fcntl(stream[0], F_GETFD) == FD_CLOEXEC && fcntl(alone, F_GETFL) == (O_RDWR | O_NONBLOCK));

    EXPECT(is_named(listener, path) && is_named(hidden, hidden_name) && is_named(log_server, "relative"));
    EXPECT(stat(path, &now) == 0 && now.st_mode == before.st_mode && now.st_uid == before.st_uid);
    EXPECT(stat("unlinked", &now) == -1 && errno == ENOENT && recv(unlinked, &byte, 1, MSG_DONTWAIT) == -1);
    int other = socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT(connected(other, path) == 0);
    int accepted = accept(listener, NULL, NULL);
    EXPECT(says(other, "new", accepted) && close(other) == 0 && close(accepted) == 0);
    other = socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT(connected(other, hidden_name) == 0 && (accepted = accept(hidden, NULL, NULL)) >= 0);
    EXPECT(close(other) == 0 && close(accepted) == 0);
    return NULL;
}
