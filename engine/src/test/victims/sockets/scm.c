/*
 * Descriptors in flight: files, pipes, sockets and memory in the queues of unix sockets of every type, with credentials
 * and between bytes that have none, open elsewhere or nowhere, sockets in flight with descriptors in their own queues,
 * one in the queue of its own peer, and watch lists (epoll,
 * inotify) that are nowhere else.
 * criu: cannot carry who sent a message
 */
#include "victim.h"

#include "unix.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>

static int stream[2], packets[2], datagrams[2], nested[2], cycle[2], credentials[2], lists[2], changes[2], kept, listener, counter;
static char *path;

/* Sends bytes and descriptors in one piece. */
static int pass(int to, const char *bytes, const int *files, int count)
{
    char control[CMSG_SPACE(sizeof(int) * 8)] = {0};
    struct iovec vector = {(void *)bytes, strlen(bytes)};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control};
    struct cmsghdr *head = (void *)control;

    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(head), files, sizeof(int) * count);
    return sendmsg(to, &message, MSG_NOSIGNAL) == (ssize_t)strlen(bytes);
}

/* Takes one piece out: its descriptors, whose number is returned, or -1 for other bytes; and who sent it. */
static int take(int from, const char *bytes, int *files, struct ucred *sender)
{
    char control[512], text[64];
    struct iovec vector = {text, sizeof(text)};
    struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control)};
    ssize_t length = recvmsg(from, &message, MSG_DONTWAIT);
    int count = 0;

    if (length != (ssize_t)strlen(bytes) || memcmp(text, bytes, length) != 0) {
        return -1;
    }
    for (struct cmsghdr *head = CMSG_FIRSTHDR(&message); head; head = CMSG_NXTHDR(&message, head)) {
        if (head->cmsg_type == SCM_RIGHTS) {
            count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
            memcpy(files, CMSG_DATA(head), count * sizeof(int));
        } else if (head->cmsg_type == SCM_CREDENTIALS && sender) {
            memcpy(sender, CMSG_DATA(head), sizeof(*sender));
        }
    }
    return count;
}

static int memory(const char *text)
{
    int fd = memfd_create("passed", 0);

    MUST(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    return fd;
}

static int holds(int fd, const char *text)
{
    char bytes[64];
    ssize_t length = strlen(text);

    return pread(fd, bytes, sizeof(bytes), 0) == length && memcmp(bytes, text, length) == 0;
}

static void set_up(const char *directory)
{
    int files[4], end[2], on = 1;

    path = in(directory, "passed");
    kept = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    MUST(kept >= 0 && write(kept, "on disk", 7) == 7);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, stream) == 0 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packets) == 0);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, datagrams) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, nested) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, cycle) == 0 && socketpair(AF_UNIX, SOCK_DGRAM, 0, credentials) == 0);

    /* Bytes without, with an open one, without, with two that are open nowhere else. */
    files[0] = kept;
    MUST(send(stream[0], "before", 6, 0) == 6 && pass(stream[0], "first", files, 1) && send(stream[0], "between", 7, 0) == 7);
    MUST(pipe(end) == 0 && write(end[1], "piped", 5) == 5);
    MUST(pass(stream[0], "second", end, 2) && close(end[0]) == 0 && close(end[1]) == 0 && send(stream[0], "after", 5, 0) == 5);

    files[0] = memory("in memory");
    MUST(pass(packets[0], "packet", files, 1) && close(files[0]) == 0);
    files[0] = open(path, O_RDONLY);
    MUST(pass(datagrams[0], "datagram", files, 1) && close(files[0]) == 0 && send(datagrams[0], "plain", 5, 0) == 5);

    /* One end of a pair on its way, with another on its way in its queue. */
    int inner[2], innermost[2];
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, inner) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, innermost) == 0);
    MUST(send(innermost[0], "deep", 4, 0) == 4 && pass(inner[0], "inner", &innermost[1], 1) && close(innermost[1]) == 0);
    files[0] = inner[1];
    files[1] = innermost[0];
    files[2] = inner[0];
    MUST(pass(nested[0], "outer", files, 3) && close(inner[0]) == 0 && close(inner[1]) == 0 && close(innermost[0]) == 0);

    /* A socket in the queue of its own peer. */
    MUST(pass(cycle[0], "myself", cycle, 2));

    MUST(setsockopt(credentials[1], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
    MUST(pass(credentials[0], "known", &kept, 1));
    /* A list that watches what is open, the queue it is in itself, and what has another number by now. */
    struct epoll_event event = {EPOLLIN, {.u64 = 11}};
    int list = epoll_create1(0), moved = eventfd(5, 0);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, lists) == 0 && (counter = eventfd(1, 0)) >= 0 && list >= 0);
    MUST(epoll_ctl(list, EPOLL_CTL_ADD, counter, &event) == 0);
    event.data.u64 = 22;
    MUST(epoll_ctl(list, EPOLL_CTL_ADD, lists[1], &event) == 0);
    event.data.u64 = 33;
    MUST(epoll_ctl(list, EPOLL_CTL_ADD, moved, &event) == 0 && dup2(moved, 77) == 77 && close(moved) == 0);
    MUST(pass(lists[0], "list", &list, 1) && close(list) == 0);
    list = inotify_init1(IN_NONBLOCK);
    MUST(list >= 0 && inotify_add_watch(list, path, IN_MODIFY) == 1 && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, changes) == 0);
    MUST(pass(changes[0], "changes", &list, 1) && close(list) == 0);
    listener = bound(SOCK_STREAM, in(directory, "listener"));
    MUST(listen(listener, 1) == 0 && pass(packets[0], "listener", &listener, 1) && close(listener) == 0);
}

static const char *check_nested(void)
{
    int files[4], deep[4];

    EXPECT(take(nested[1], "outer", files, NULL) == 3);
    EXPECT(take(files[0], "inner", deep, NULL) == 1 && hears(deep[0], "deep") && says(files[1], "answer", deep[0]));
    EXPECT(send(files[1], "deep", 4, 0) == 4 && pass(files[2], "inner", deep, 1) && close(deep[0]) == 0);
    EXPECT(pass(nested[0], "outer", files, 3) && close(files[0]) == 0 && close(files[1]) == 0 && close(files[2]) == 0);
    EXPECT(take(cycle[1], "myself", files, NULL) == 2);
    EXPECT(says(files[0], "round", cycle[1]) && says(files[1], "trip", cycle[0]));
    EXPECT(close(files[0]) == 0 && close(files[1]) == 0 && pass(cycle[0], "myself", cycle, 2));
    return NULL;
}

static const char *check_stream(void)
{
    int files[4];
    char bytes[8];

    /* Exactly what came before: files come with their own bytes, not earlier. */
    EXPECT(recv(stream[1], bytes, 6, MSG_DONTWAIT) == 6 && memcmp(bytes, "before", 6) == 0);
    EXPECT(take(stream[1], "first", files, NULL) == 1 && holds(files[0], "on disk"));
    EXPECT(lseek(kept, 3, SEEK_SET) == 3 && lseek(files[0], 0, SEEK_CUR) == 3 && close(files[0]) == 0);
    EXPECT(recv(stream[1], bytes, 7, MSG_DONTWAIT) == 7 && memcmp(bytes, "between", 7) == 0);
    EXPECT(take(stream[1], "second", files, NULL) == 2 && read(files[0], bytes, 8) == 5 && memcmp(bytes, "piped", 5) == 0);
    EXPECT(take(stream[1], "after", files + 2, NULL) == 0);
    EXPECT(send(stream[0], "before", 6, 0) == 6 && pass(stream[0], "first", &kept, 1) && send(stream[0], "between", 7, 0) == 7);
    EXPECT(write(files[1], "piped", 5) == 5 && pass(stream[0], "second", files, 2) && send(stream[0], "after", 5, 0) == 5);
    EXPECT(close(files[0]) == 0 && close(files[1]) == 0);
    return NULL;
}

static const char *check(void)
{
    const char *failure = check_stream();
    struct ucred sender = {0};
    int files[4];

    if (failure || (failure = check_nested())) {
        return failure;
    }
    EXPECT(take(packets[1], "packet", files, NULL) == 1 && holds(files[0], "in memory"));
    EXPECT(take(packets[1], "listener", files + 1, NULL) == 1 && is_on(files[1], SO_ACCEPTCONN));
    EXPECT(pass(packets[0], "packet", files, 1) && pass(packets[0], "listener", files + 1, 1));
    EXPECT(close(files[0]) == 0 && close(files[1]) == 0);
    EXPECT(take(datagrams[1], "datagram", files, NULL) == 1 && holds(files[0], "on disk") && hears(datagrams[1], "plain"));
    EXPECT(write(files[0], "x", 1) == -1 && errno == EBADF);
    EXPECT(pass(datagrams[0], "datagram", files, 1) && send(datagrams[0], "plain", 5, 0) == 5 && close(files[0]) == 0);
    EXPECT(take(credentials[1], "known", files, &sender) == 1 && sender.pid == getpid() && sender.uid == getuid());
    EXPECT(pass(credentials[0], "known", files, 1) && close(files[0]) == 0);
    struct epoll_event events[4];
    EXPECT(take(lists[1], "list", files, NULL) == 1 && epoll_wait(files[0], events, 4, 0) == 2);
    EXPECT(events[0].data.u64 + events[1].data.u64 == 44 && send(lists[0], "", 0, 0) == 0);
    EXPECT(epoll_wait(files[0], events, 4, 0) == 3 && recv(lists[1], events, 1, MSG_DONTWAIT) == 0);
    EXPECT(pass(lists[0], "list", files, 1) && close(files[0]) == 0);
    struct inotify_event change;
    EXPECT(take(changes[1], "changes", files, NULL) == 1 && pwrite(kept, "on disk", 7, 0) == 7);
    EXPECT(read(files[0], &change, sizeof(change)) == sizeof(change) && change.wd == 1 && change.mask == IN_MODIFY);
    EXPECT(pass(changes[0], "changes", files, 1) && close(files[0]) == 0);
    return NULL;
}
