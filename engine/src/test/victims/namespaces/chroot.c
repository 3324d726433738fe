/*
 * Lives in a root directory of its own (chroot), with a child in a deeper one: paths, directories and open files keep their meaning.
 */
#include "victim.h"
#include <sys/wait.h>

static int fd, ask[2], answer[2];
static char name[256];

static const char *holds(const char *where, int must)
{
    char path[PATH_MAX], text[32];
    struct stat state;

    EXPECT(getcwd(path, sizeof(path)) && strcmp(path, where) == 0);
    EXPECT((stat(name, &state) == 0) == must);
    EXPECT(lseek(fd, 0, SEEK_SET) == 0 && read(fd, text, sizeof(text)) == 6 && memcmp(text, "inside", 6) == 0);
    EXPECT(stat("/../../..", &state) == 0);
    ino_t root = state.st_ino;
    EXPECT(stat("/", &state) == 0 && state.st_ino == root);
    return NULL;
}

static void child(void)
{
    char go;

    MUST(chroot("deeper") == 0 && chdir("/below") == 0);
    MUST(write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        const char *failure = holds("/below", 0);
        MUST(write(answer[1], failure ? "n" : "y", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    char *place = strdup(status_path);
    char *last = strrchr(place, '/');
    char ready;

    (void)directory;
    *last = 0;
    status_path = strdup(last);
    status_path = in("", last + 1);
    snprintf(name, sizeof(name), "/%s.marker", last + 1);
    MUST(chroot(*place ? place : "/") == 0 && chdir("/") == 0);
    MUST(mkdir(in("", "crj-chroot"), 0755) == 0 || errno == EEXIST);
    MUST(chdir("/crj-chroot") == 0);
    MUST((mkdir("deeper", 0755) == 0 || errno == EEXIST) && (mkdir("deeper/below", 0755) == 0 || errno == EEXIST));
    MUST((fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0 && write(fd, "inside", 6) == 6);
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    if (fork() == 0) {
        child();
    }
    MUST(read(answer[0], &ready, 1) == 1);
}

static const char *check(void)
{
    char good;
    const char *failure = holds("/crj-chroot", 1);

    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return failure;
}
