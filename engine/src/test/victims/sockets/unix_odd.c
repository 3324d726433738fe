/*
 * Unix sockets in odd states: chosen names (autobind), names whose directory is gone, abstract ones that are not text, a
 * changed mode and owner, connections in the backlog, one of them closed by its caller, datagrams of clients with and without
 * a name, of one that is gone, halves, an offset for looking, options.
 * criu: cannot carry SO_PEEK_OFF
 */
#include "victim.h"

#include "unix.h"

#include <sys/time.h>

static int automatic, orphan, binary, listener, waiting[2], inbox, named, shut[4][2], looked[2], optioned[2], refused;
static char *path, automatic_name[32];
static socklen_t automatic_size;

static void set_up(const char *directory)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    struct timeval time = {2, 500000};
    int on = 1, offset = 2;

    path = in(directory, "listener");
    automatic = socket(AF_UNIX, SOCK_DGRAM, 0);
    automatic_size = sizeof(name);
    MUST(bind(automatic, (void *)&name, sizeof(sa_family_t)) == 0);
    MUST(getsockname(automatic, (void *)&name, &automatic_size) == 0);
    memcpy(automatic_name, name.sun_path, automatic_size - sizeof(sa_family_t));
    MUST(mkdir(in(directory, "gone"), 0700) == 0);
    orphan = bound(SOCK_STREAM, in(directory, "gone/socket"));
    MUST(listen(orphan, 1) == 0 && unlink(in(directory, "gone/socket")) == 0 && rmdir(in(directory, "gone")) == 0);
    memcpy(name.sun_path, "\0\xff\xfe\0bin", 7);
    snprintf(name.sun_path + 7, 16, "%d", getpid());
    binary = socket(AF_UNIX, SOCK_SEQPACKET, 0);
    MUST(bind(binary, (void *)&name, HEAD + 15) == 0 && listen(binary, 4) == 0);

    listener = bound(SOCK_STREAM, path);
    MUST(listen(listener, 5) == 0 && chmod(path, 0751) == 0 && chown(path, 12, 34) == 0);
    waiting[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    waiting[1] = socket(AF_UNIX, SOCK_STREAM, 0);
    MUST(connected(waiting[0], path) == 0 && connected(waiting[1], path) == 0);

    inbox = bound(SOCK_DGRAM, in(directory, "inbox"));
    named = bound(SOCK_DGRAM, in(directory, "named"));
    struct sockaddr_un to;
    socklen_t size = address(&to, in(directory, "inbox"));
    MUST(sendto(named, "named", 5, 0, (void *)&to, size) == 5);
    int nameless = socket(AF_UNIX, SOCK_DGRAM, 0);
    MUST(sendto(nameless, "nameless", 8, 0, (void *)&to, size) == 8 && close(nameless) == 0);
    MUST(sendto(automatic, "auto", 4, 0, (void *)&to, size) == 4);
    for (int i = 0; i < 4; i++) {
        MUST(socketpair(AF_UNIX, i == 3 ? SOCK_DGRAM : SOCK_STREAM, 0, shut[i]) == 0);
    }
    MUST(send(shut[0][1], "left", 4, 0) == 4 && shutdown(shut[0][0], SHUT_RD) == 0 && shutdown(shut[1][0], SHUT_WR) == 0);
    MUST(shutdown(shut[2][0], SHUT_RDWR) == 0 && shutdown(shut[3][0], SHUT_RD) == 0);
    MUST(socketpair(AF_UNIX, SOCK_STREAM, 0, looked) == 0 && send(looked[0], "looked at", 9, 0) == 9);
    MUST(setsockopt(looked[1], SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof(offset)) == 0);
    MUST(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, optioned) == 0);
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) == 0);
    MUST(setsockopt(optioned[1], SOL_SOCKET, 76, &on, sizeof(on)) == 0);
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time)) == 0);
    offset = 50000;
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_SNDBUF, &offset, sizeof(offset)) == 0);
    MUST(setsockopt(optioned[0], SOL_SOCKET, SO_TIMESTAMP, &on, sizeof(on)) == 0);
    refused = socket(AF_UNIX, SOCK_STREAM, 0);
}

static int comes_from(const char *word, const char *bytes, int length)
{
    struct sockaddr_un from = {0};
    socklen_t size = sizeof(from);
    char text[32];
    ssize_t got = recvfrom(inbox, text, sizeof(text), MSG_DONTWAIT, (void *)&from, &size);

    return got == (ssize_t)strlen(word) && memcmp(text, word, got) == 0 && (length == 0 ? size <= sizeof(sa_family_t)
        : (int)(size - HEAD) >= length && memcmp(from.sun_path, bytes, length) == 0);
}

static const char *check_inbox(void)
{
    struct sockaddr_un to, name = {0};
    socklen_t size = sizeof(name);
    char bytes[8];

    EXPECT(getsockname(inbox, (void *)&to, &size) == 0);
    socklen_t to_size = size;
    size = sizeof(name);
    EXPECT(getsockname(named, (void *)&name, &size) == 0);
    EXPECT(comes_from("named", name.sun_path, strlen(name.sun_path)) && comes_from("nameless", "", 0));
    EXPECT(comes_from("auto", automatic_name, automatic_size - HEAD) && recv(inbox, bytes, 8, MSG_DONTWAIT) == -1);
    EXPECT(sendto(named, "named", 5, 0, (void *)&to, to_size) == 5);
    int nameless = socket(AF_UNIX, SOCK_DGRAM, 0);
    EXPECT(sendto(nameless, "nameless", 8, 0, (void *)&to, to_size) == 8 && close(nameless) == 0);
    EXPECT(sendto(automatic, "auto", 4, 0, (void *)&to, to_size) == 4);
    return NULL;
}

static const char *check_halves(void)
{
    char bytes[16];
    int offset;
    socklen_t size = sizeof(offset);

    EXPECT(recv(shut[0][0], bytes, 4, MSG_DONTWAIT | MSG_PEEK) == 4 && send(shut[0][1], "x", 1, MSG_NOSIGNAL) == -1);
    EXPECT(send(shut[0][0], "y", 1, MSG_NOSIGNAL) == 1 && recv(shut[0][1], bytes, 1, 0) == 1);
    EXPECT(recv(shut[1][1], bytes, 1, 0) == 0 && says(shut[1][1], "other way", shut[1][0]));
    EXPECT(recv(shut[2][1], bytes, 1, 0) == 0 && send(shut[2][1], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE);
    EXPECT(send(shut[3][1], "x", 1, MSG_NOSIGNAL) == -1 && errno == EPIPE && says(shut[3][0], "dg", shut[3][1]));
    EXPECT(getsockopt(looked[1], SOL_SOCKET, SO_PEEK_OFF, &offset, &size) == 0 && offset == 2);
    EXPECT(recv(looked[1], bytes, 3, MSG_PEEK) == 3 && memcmp(bytes, "oke", 3) == 0);
    offset = 2;
    EXPECT(setsockopt(looked[1], SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof(offset)) == 0);
    return NULL;
}

static const char *check(void)
{
    struct sockaddr_un name = {0};
    socklen_t size = sizeof(name);
    struct stat file;
    const char *failure = check_halves();
    struct timeval time;
    socklen_t time_size = sizeof(time);

    if (failure || (failure = check_inbox())) {
        return failure;
    }
    EXPECT(getsockname(automatic, (void *)&name, &size) == 0 && size == automatic_size);
    EXPECT(memcmp(name.sun_path, automatic_name, size - HEAD) == 0);
    size = sizeof(name);
    EXPECT(getsockname(binary, (void *)&name, &size) == 0 && size == HEAD + 15 && memcmp(name.sun_path, "\0\xff\xfe\0bin", 7) == 0);
    EXPECT(is_on(orphan, SO_ACCEPTCONN) && stat(path, &file) == 0 && (file.st_mode & 0777) == 0751);
    EXPECT(file.st_uid == 12 && file.st_gid == 34);
    int first = accept(listener, NULL, NULL), second = accept(listener, NULL, NULL);
    EXPECT(says(waiting[0], "first", first) && says(second, "second", waiting[1]));
    EXPECT(close(first) == 0 && close(second) == 0 && close(waiting[0]) == 0 && close(waiting[1]) == 0);
    waiting[0] = socket(AF_UNIX, SOCK_STREAM, 0);
    waiting[1] = socket(AF_UNIX, SOCK_STREAM, 0);
    EXPECT(connected(waiting[0], path) == 0 && connected(waiting[1], path) == 0);
    EXPECT(is_on(optioned[0], SO_PASSCRED) && is_on(optioned[1], 76) && !is_on(optioned[1], SO_PASSCRED) && is_on(optioned[0], SO_TIMESTAMP));
    EXPECT(getsockopt(optioned[0], SOL_SOCKET, SO_SNDTIMEO, &time, &time_size) == 0 && time.tv_sec == 2 && time.tv_usec == 500000);
    int buffer;
    size = sizeof(buffer);
    EXPECT(getsockopt(optioned[0], SOL_SOCKET, SO_SNDBUF, &buffer, &size) == 0 && buffer == 100000);
    return NULL;
}
