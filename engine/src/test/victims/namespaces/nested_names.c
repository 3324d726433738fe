/*
 * Its child is in UTS and mount namespaces of its own, it is not.
 * criu: cannot nest UTS namespaces
 */
#include "victim.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/utsname.h>

static int ask[2], answer[2];

static void child(void)
{
    struct utsname names;
    char go;

    MUST(unshare(CLONE_NEWNS | CLONE_NEWUTS) == 0 && sethostname("nested", 6) == 0);
    MUST(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    MUST(mount("tmpfs", "/mnt", "tmpfs", 0, "size=1m") == 0 && mkdir("/mnt/here", 0700) == 0);
    MUST(write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        int good = uname(&names) == 0 && strcmp(names.nodename, "nested") == 0 && access("/mnt/here", F_OK) == 0;
        MUST(write(answer[1], good ? "y" : "n", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    char ready;

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    if (fork() == 0) {
        child();
    }
    MUST(read(answer[0], &ready, 1) == 1);
}

static const char *check(void)
{
    struct utsname names;
    char good;

    EXPECT(uname(&names) == 0 && strcmp(names.nodename, "nested") != 0 && access("/mnt/here", F_OK) != 0);
    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return NULL;
}
