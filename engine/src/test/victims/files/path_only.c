/*
 * O_PATH of a fifo, a socket's name and a terminal.
 * criu: cannot it takes them for what they are the place of
 */
#include "victim.h"
#include <sys/socket.h>
#include <sys/un.h>

static int paths[3];
static char *names[3];

static void set_up(const char *work)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "sock"};
    int fd;

    names[0] = in(work, "fifo");
    MUST(mkfifo(names[0], 0600) == 0);
    names[1] = in(work, "sock");
    MUST(chdir(work) == 0 && (fd = socket(AF_UNIX, SOCK_STREAM, 0)) >= 0);
    MUST(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && close(fd) == 0);
    names[2] = "/dev/tty";
    for (int i = 0; i < 3; i++) {
        MUST((paths[i] = open(names[i], O_PATH)) >= 0);
    }
}

static const char *check(void)
{
    struct stat found, now;
    char byte;

    for (int i = 0; i < 3; i++) {
        EXPECT(fstat(paths[i], &found) == 0 && lstat(names[i], &now) == 0 && found.st_ino == now.st_ino);
        EXPECT((fcntl(paths[i], F_GETFL) & O_PATH) && read(paths[i], &byte, 1) == -1 && errno == EBADF);
    }
    return NULL;
}
