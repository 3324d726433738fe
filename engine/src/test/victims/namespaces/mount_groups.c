/*
 * Shares a peer group with a child in a mount namespace of its own, another child receives only; binds of what was deleted since, mounts under mounts.
 * launch: unshare --mount --propagation private
 * criu: cannot find the host's file systems by itself in namespaces of a tree
 */
#include "victim.h"
#include <sched.h>
#include <sys/mount.h>

struct viewer {
    int ask[2], answer[2];
};

static char *base, *plain;
static struct viewer peer, slave;

static int is_mounted(const char *name)
{
    struct stat one, two;

    return stat(in(base, name), &one) == 0 && stat(base, &two) == 0 && one.st_dev != two.st_dev;
}

static void view(struct viewer *self, int receives_only)
{
    char go;

    MUST(unshare(CLONE_NEWNS) == 0);
    MUST(!receives_only || mount(NULL, base, NULL, MS_SLAVE, NULL) == 0);
    MUST(write(self->answer[1], "r", 1) == 1);
    while (read(self->ask[0], &go, 1) == 1) {
        int good = 0;

        switch (go) {
        case 'x':
            good = is_mounted("x");
            break;
        case 'm':
            good = mount("tmpfs", in(base, "y"), "tmpfs", 0, "size=1m") == 0;
            break;
        case 'u':
            good = umount(in(base, "y")) == 0;
            break;
        }
        MUST(write(self->answer[1], good ? "y" : "n", 1) == 1);
    }
    _exit(0);
}

static void start(struct viewer *self, int receives_only)
{
    char ready;

    MUST(pipe(self->ask) == 0 && pipe(self->answer) == 0);
    if (fork() == 0) {
        view(self, receives_only);
    }
    MUST(read(self->answer[0], &ready, 1) == 1);
}

static int says(struct viewer *viewer, const char *question, char expected)
{
    char answer;

    return write(viewer->ask[1], question, 1) == 1 && read(viewer->answer[0], &answer, 1) == 1 && answer == expected;
}

static int is_listed(const char *a, const char *b)
{
    char line[4096];
    int found = 0;
    FILE *file = fopen("/proc/self/mountinfo", "r");

    while (file && fgets(line, sizeof(line), file)) {
        found |= strstr(line, a) && strstr(line, b);
    }
    if (file) {
        fclose(file);
    }
    return found;
}

static void make(char *path)
{
    MUST(mkdir(path, 0755) == 0 || errno == EEXIST);
}

static void set_up(const char *directory)
{
    int fd;

    base = in(directory, "groups");
    plain = in(directory, "plain");
    make(base);
    make(plain);
    MUST(mount("tmpfs", plain, "tmpfs", 0, "size=1m") == 0);
    make(in(plain, "from"));
    make(in(plain, "to"));
    make(in(plain, "low"));
    MUST((fd = open(in(plain, "from-file"), O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    MUST((fd = open(in(plain, "to-file"), O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    MUST(mount(in(plain, "from"), in(plain, "to"), NULL, MS_BIND, NULL) == 0 && rmdir(in(plain, "from")) == 0);
    MUST(mount(in(plain, "from-file"), in(plain, "to-file"), NULL, MS_BIND, NULL) == 0);
    MUST(unlink(in(plain, "from-file")) == 0);
    MUST(mount("tmpfs", in(plain, "low"), "tmpfs", 0, "size=1m") == 0);
    MUST((fd = open(in(plain, "low/hidden"), O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    MUST(mount("tmpfs", in(plain, "low"), "tmpfs", 0, "size=1m") == 0);
    MUST(mount(NULL, plain, NULL, MS_UNBINDABLE, NULL) == 0);
    MUST(mount("tmpfs", base, "tmpfs", 0, "size=1m") == 0 && mount(NULL, base, NULL, MS_SHARED, NULL) == 0);
    make(in(base, "x"));
    make(in(base, "y"));
    start(&peer, 0);
    start(&slave, 1);
}

static const char *check(void)
{
    EXPECT(mount("tmpfs", in(base, "x"), "tmpfs", 0, "size=1m") == 0 && is_mounted("x"));
    EXPECT(says(&peer, "x", 'y') && says(&slave, "x", 'y'));
    EXPECT(umount(in(base, "x")) == 0 && says(&peer, "x", 'n') && says(&slave, "x", 'n'));
    EXPECT(says(&peer, "m", 'y') && is_mounted("y") && says(&peer, "u", 'y') && !is_mounted("y"));
    EXPECT(says(&slave, "m", 'y') && !is_mounted("y") && says(&slave, "u", 'y'));
    EXPECT(is_listed("/plain ", "unbindable"));
    EXPECT(is_listed("/from//deleted", "/plain/to ") && is_listed("/from-file//deleted", "/plain/to-file "));
    EXPECT(mkdir(in(plain, "to/x"), 0700) != 0 && errno == ENOENT && access(in(plain, "to-file"), F_OK) == 0);
    EXPECT(access(in(plain, "low/hidden"), F_OK) != 0 && umount(in(plain, "low")) == 0);
    EXPECT(access(in(plain, "low/hidden"), F_OK) == 0);
    EXPECT(mount("tmpfs", in(plain, "low"), "tmpfs", 0, "size=1m") == 0);
    return NULL;
}
