/*
 * Lives in a mount namespace with proc that hides others' processes, mqueue, devpts, a bound file, read-only and nosuid mounts, peers and slaves.
 * launch: unshare --mount --ipc --propagation private
 * criu: cannot find the host's file systems by itself in namespaces of a tree
 */
#include "victim.h"
#include <mntent.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

static char *base;

static char *at(const char *name)
{
    return in(base, name);
}

static void make(const char *name)
{
    MUST(mkdir(at(name), 0755) == 0 || errno == EEXIST);
}

static int has_line(const char *path, const char *a, const char *b)
{
    char line[4096];
    int found = 0;
    FILE *file = fopen(path, "r");

    while (file && fgets(line, sizeof(line), file)) {
        found |= strstr(line, a) && strstr(line, b);
    }
    if (file) {
        fclose(file);
    }
    return found;
}

static void set_up(const char *directory)
{
    int fd;

    base = in(directory, "mnt");
    MUST(mkdir(base, 0755) == 0 || errno == EEXIST);
    MUST(mount("tmpfs", base, "tmpfs", MS_NOSUID | MS_NODEV, "size=2m,mode=751") == 0);
    make("proc");
    make("queues");
    make("pts");
    make("ro");
    make("peer");
    make("slave");
    MUST(mount("proc", at("proc"), "proc", 0, "hidepid=2") == 0);
    MUST(mount("mqueue", at("queues"), "mqueue", 0, NULL) == 0);
    MUST(mount("devpts", at("pts"), "devpts", MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620") == 0);
    MUST((fd = open(at("file"), O_CREAT | O_WRONLY, 0600)) >= 0 && write(fd, "bound", 5) == 5 && close(fd) == 0);
    MUST((fd = open(at("place"), O_CREAT | O_WRONLY, 0600)) >= 0 && close(fd) == 0);
    MUST(mount(at("file"), at("place"), NULL, MS_BIND, NULL) == 0);
    MUST(mount("tmpfs", at("ro"), "tmpfs", 0, "size=1m") == 0 && mkdir(at("ro/inside"), 0700) == 0);
    MUST(mount(NULL, at("ro"), NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOATIME, NULL) == 0);
    MUST(mount("tmpfs", at("peer"), "tmpfs", 0, NULL) == 0 && mount(NULL, at("peer"), NULL, MS_SHARED, NULL) == 0);
    MUST(mount(at("peer"), at("slave"), NULL, MS_BIND, NULL) == 0 && mount(NULL, at("slave"), NULL, MS_SLAVE, NULL) == 0);
    MUST(mkdir(at("peer/below"), 0755) == 0);
}

static const char *check(void)
{
    struct statvfs flags;
    struct stat one, two;

    EXPECT(statvfs(base, &flags) == 0 && (flags.f_flag & ST_NOSUID) && (flags.f_flag & ST_NODEV));
    EXPECT(stat(base, &one) == 0 && (one.st_mode & 0777) == 0751);
    EXPECT(has_line("/proc/self/mounts", at("proc"), "hidepid=invisible"));
    EXPECT(access(at("proc/self/stat"), R_OK) == 0 && has_line("/proc/self/mounts", at("queues"), "mqueue"));
    EXPECT(stat(at("pts/ptmx"), &one) == 0 && (one.st_mode & 0777) == 0666);
    EXPECT(stat(at("file"), &one) == 0 && stat(at("place"), &two) == 0 && one.st_ino == two.st_ino && two.st_size == 5);
    EXPECT(mkdir(at("ro/more"), 0700) != 0 && errno == EROFS && access(at("ro/inside"), F_OK) == 0);
    EXPECT(mount("tmpfs", at("peer/below"), "tmpfs", 0, NULL) == 0 && mkdir(at("peer/below/x"), 0700) == 0);
    EXPECT(access(at("slave/below/x"), F_OK) == 0 && umount(at("peer/below")) == 0);
    EXPECT(access(at("slave/below/x"), F_OK) != 0);
    return NULL;
}
