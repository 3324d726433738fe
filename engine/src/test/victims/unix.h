/* Calls on unix sockets that the victims with such sockets share; behind victim.h. */
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

#define HEAD offsetof(struct sockaddr_un, sun_path)

/* The address of a path, or of an abstract name that begins with '@'. */
static socklen_t address(struct sockaddr_un *name, const char *text)
{
    memset(name, 0, sizeof(*name));
    name->sun_family = AF_UNIX;
    strcpy(name->sun_path, text);
    if (text[0] == '@') {
        name->sun_path[0] = 0;
        return HEAD + strlen(text);
    }
    return HEAD + strlen(text) + 1;
}

__attribute__((unused)) static int bound(int type, const char *text)
{
    struct sockaddr_un name;
    socklen_t size = address(&name, text);
    int fd = socket(AF_UNIX, type, 0);

    MUST(fd >= 0 && bind(fd, (void *)&name, size) == 0);
    return fd;
}

__attribute__((unused)) static int connected(int fd, const char *text)
{
    struct sockaddr_un name;
    socklen_t size = address(&name, text);

    return connect(fd, (void *)&name, size);
}

__attribute__((unused)) static int is_named(int fd, const char *text)
{
    struct sockaddr_un wanted, name;
    socklen_t size = address(&wanted, text), length = sizeof(name);

    return getsockname(fd, (void *)&name, &length) == 0 && length == size && memcmp(&name, &wanted, size) == 0;
}

__attribute__((unused)) static int is_connected_to(int fd, const char *text)
{
    struct sockaddr_un wanted, name;
    socklen_t size = address(&wanted, text), length = sizeof(name);

    return getpeername(fd, (void *)&name, &length) == 0 && length == size && memcmp(&name, &wanted, size) == 0;
}

/* One word in one piece. */
__attribute__((unused)) static int says(int from, const char *word, int to)
{
    char bytes[64];
    ssize_t length = strlen(word);

    return send(from, word, length, MSG_NOSIGNAL) == length
        && recv(to, bytes, sizeof(bytes), MSG_DONTWAIT) == length && memcmp(bytes, word, length) == 0;
}

__attribute__((unused)) static int hears(int fd, const char *word)
{
    char bytes[64];
    ssize_t length = strlen(word);

    return recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) == length && memcmp(bytes, word, length) == 0;
}

__attribute__((unused)) static int is_on(int fd, int option)
{
    int value = -1;
    socklen_t size = sizeof(value);

    return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value > 0;
}
