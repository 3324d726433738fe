/* What only crj keeps of unix sockets: names of accepted connections and of senders, empty messages, closed peers. */
#include "victim.h"

#include "unix.h"

static int listener, client, server, orphan, refused, inbox, waiting, signed_pair[2];
static char *path, *inbox_path, *sender_path;
static int messages_read;

static void set_up(const char *directory)
{
    path = in(directory, "listener");
    inbox_path = in(directory, "inbox");
    sender_path = in(directory, "sender");
    listener = bound(SOCK_STREAM, path);
    MUST(listen(listener, 7) == 0);
    client = bound(SOCK_STREAM, in(directory, "client"));
    MUST(connected(client, path) == 0 && (server = accept(listener, NULL, NULL)) >= 0);
    orphan = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(connected(orphan, path) == 0);
    int gone = accept(listener, NULL, NULL);
    MUST(send(gone, "last words", 10, 0) == 10 && close(gone) == 0);
    waiting = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(connected(waiting, path) == 0);

    inbox = bound(SOCK_DGRAM, inbox_path);
    int sender = bound(SOCK_DGRAM, sender_path);
    MUST(connected(sender, inbox_path) == 0 && send(sender, "", 0, 0) == 0 && send(sender, "news", 4, 0) == 4);
    MUST(close(sender) == 0 && unlink(sender_path) == 0);
    int on = 1;
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, signed_pair) == 0);
    MUST(setsockopt(signed_pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
    MUST(send(signed_pair[1], "me", 2, 0) == 2);
    int server_of_old = bound(SOCK_DGRAM, in(directory, "old"));
    refused = socket(AF_UNIX, SOCK_DGRAM, 0);
    MUST(connected(refused, in(directory, "old")) == 0 && close(server_of_old) == 0);
}

static const char *check_signature(void)
{
    char bytes[8], control[CMSG_SPACE(sizeof(struct ucred))];
    struct iovec vector = {.iov_base = bytes, .iov_len = sizeof(bytes)};
    struct msghdr message = {
        .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    struct ucred who;

    EXPECT(recvmsg(signed_pair[0], &message, MSG_DONTWAIT) == 2 && CMSG_FIRSTHDR(&message));
    memcpy(&who, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(who));
    EXPECT(who.pid == getpid() && who.uid == getuid() && who.gid == getgid());
    return NULL;
}

static const char *check_messages(void)
{
    struct sockaddr_un from;
    socklen_t size = sizeof(from);
    char bytes[16];

    EXPECT(recvfrom(inbox, bytes, sizeof(bytes), MSG_DONTWAIT, (void *)&from, &size) == 0);
    EXPECT(strcmp(from.sun_path, sender_path) == 0);
    EXPECT(recvfrom(inbox, bytes, sizeof(bytes), MSG_DONTWAIT, (void *)&from, &size) == 4);
    EXPECT(strcmp(from.sun_path, sender_path) == 0 && memcmp(bytes, "news", 4) == 0);
    EXPECT(hears(orphan, "last words") && recv(orphan, bytes, 1, 0) == 0);
    int accepted = accept(listener, NULL, NULL);
    EXPECT(accepted >= 0 && says(waiting, "hello", accepted) && close(accepted) == 0);
    return NULL;
}

static const char *check(void)
{
    EXPECT(is_named(server, path) && is_connected_to(client, path));
    EXPECT(strstr(path, "listener") && says(client, "question", server) && says(server, "answer", client));
    EXPECT(is_connected_to(orphan, path));
    EXPECT(is_connected_to(refused, path) == 0);
    /* The first check is made before anything happens, and takes nothing away. */
    if (messages_read++ == 1) {
        const char *failure = check_messages();
        if (failure || (failure = check_signature())) {
            return failure;
        }
        EXPECT(send(refused, "x", 1, MSG_NOSIGNAL) == -1 && errno == ECONNREFUSED);
    }
    return NULL;
}
