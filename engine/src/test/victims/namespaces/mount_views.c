/*
 * Its child went to a root of its own in a mount namespace and has files of before, deleted ones seen through two mounts, and a socket with a name both have.
 * launch: unshare --mount --propagation private
 * options: --link-remap
 * criu: cannot find the host's file systems by itself in namespaces of a tree
 */
#include "victim.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>

static char *base;
static int ask[2], answer[2], socket_here;

static char *at(const char *name)
{
    return in(base, name);
}

static int mount_of(int fd)
{
    char path[64], line[128];
    int id = -1;
    FILE *file;

    snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
    file = fopen(path, "r");
    while (file && fgets(line, sizeof(line), file)) {
        sscanf(line, "mnt_id: %d", &id);
    }
    if (file) {
        fclose(file);
    }
    return id;
}

static int bound(void)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_DGRAM, 0);

    snprintf(name.sun_path, sizeof(name.sun_path), "%s", at("socket"));
    MUST(fd >= 0 && bind(fd, (struct sockaddr *)&name, sizeof(name)) == 0);
    return fd;
}

static int is_bound(int fd)
{
    struct sockaddr_un name = { .sun_family = AF_UNIX };
    char text[4];
    int client = socket(AF_UNIX, SOCK_DGRAM, 0);
    int good;

    snprintf(name.sun_path, sizeof(name.sun_path), "%s", at("socket"));
    good = sendto(client, "hi", 2, 0, (struct sockaddr *)&name, sizeof(name)) == 2 && recv(fd, text, 4, MSG_DONTWAIT) == 2;
    close(client);
    return good;
}

static const char *holds(int one, int two, int linked, int mine)
{
    struct stat a, b, c;

    EXPECT(fstat(one, &a) == 0 && fstat(two, &b) == 0 && a.st_ino == b.st_ino && a.st_nlink == 0);
    EXPECT(mount_of(one) >= 0 && mount_of(one) != mount_of(two));
    EXPECT(fstat(linked, &c) == 0 && c.st_nlink == 1);
    EXPECT(access("/inside", F_OK) == 0 && access("/usr", F_OK) != 0 && is_bound(mine));
    return NULL;
}

/* The directory that the name of the sockets is in, below the working directory. */
static void make_directories(void)
{
    char path[PATH_MAX];

    for (size_t i = 1; i <= strlen(base); i++) {
        if (base[i] == '/' || base[i] == 0) {
            snprintf(path, sizeof(path), "%.*s", (int)i - 1, base + 1);
            MUST(mkdir(path, 0700) == 0);
        }
    }
}

static void child(int one, int linked)
{
    int two, mine;
    char go;

    MUST(unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
    MUST((two = open(at("other/name"), O_RDWR)) >= 0);
    MUST(mount("tmpfs", at("root"), "tmpfs", 0, "size=1m") == 0 && chdir(at("root")) == 0);
    MUST(mkdir("old", 0700) == 0 && mkdir("inside", 0700) == 0 && mkdir("proc", 0700) == 0);
    make_directories();
    MUST(mkdir("shown", 0700) == 0 && mount(at("other"), "shown", NULL, MS_BIND, NULL) == 0);
    MUST(close(two) == 0 && (two = open("shown/name", O_RDWR)) >= 0);
    MUST(mount("proc", "proc", "proc", 0, NULL) == 0);
    MUST(syscall(SYS_pivot_root, ".", "old") == 0 && umount2("/old", MNT_DETACH) == 0 && chdir("/") == 0);
    mine = bound();
    MUST(write(answer[1], "r", 1) == 1);
    while (read(ask[0], &go, 1) == 1) {
        const char *failure = holds(one, two, linked, mine);
        MUST(write(answer[1], failure ? "n" : "y", 1) == 1);
    }
    _exit(0);
}

static void set_up(const char *directory)
{
    int one, linked;
    char ready;

    base = in(directory, "views");
    MUST(mkdir(base, 0755) == 0 || errno == EEXIST);
    MUST(mount("tmpfs", base, "tmpfs", 0, "size=1m") == 0);
    MUST(mkdir(at("one"), 0700) == 0 && mkdir(at("other"), 0700) == 0 && mkdir(at("root"), 0700) == 0);
    MUST((one = open(at("one/name"), O_CREAT | O_RDWR, 0600)) >= 0 && link(at("one/name"), at("other/name")) == 0);
    MUST((linked = open(at("one/linked"), O_CREAT | O_RDWR, 0600)) >= 0);
    MUST(link(at("one/linked"), at("kept")) == 0 && unlink(at("one/linked")) == 0);
    socket_here = bound();
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    if (fork() == 0) {
        child(one, linked);
    }
    MUST(read(answer[0], &ready, 1) == 1);
    MUST(unlink(at("one/name")) == 0 && unlink(at("other/name")) == 0 && close(one) == 0 && close(linked) == 0);
}

static const char *check(void)
{
    char good;

    EXPECT(access("/usr", F_OK) == 0 && access("/inside", F_OK) != 0 && is_bound(socket_here));
    EXPECT(write(ask[1], "?", 1) == 1 && read(answer[0], &good, 1) == 1 && good == 'y');
    return NULL;
}
