/* In a root of its own: /srv is a tmpfs, /mnt a part of it, /ro one that is read-only; the rest is as a container has it. */
#include "victim.h"
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

#define TMPFS 0x01021994

static int data, gone, mounts, log_fd;
static char *mapped;

static int count_mounts(void)
{
    char text[65536];
    int count = 0;
    int fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

    for (ssize_t n; (n = read(fd, text, sizeof(text))) > 0;) {
        for (ssize_t i = 0; i < n; i++) {
            count += text[i] == '\n';
        }
    }
    close(fd);
    return count;
}

static void set_up(const char *directory)
{
    MUST(chdir(directory) == 0);
    MUST((data = open("data", O_RDWR | O_CREAT, 0640)) >= 0 && write(data, "0123456789", 10) == 10);
    MUST(lseek(data, 4, SEEK_SET) == 4);
    int file = open("mapped", O_RDWR | O_CREAT, 0600);
    MUST(file >= 0 && ftruncate(file, 8192) == 0);
    MUST((mapped = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0)) != MAP_FAILED && close(file) == 0);
    MUST(strcpy(mapped + 4096, "through the mapping"));
    MUST((log_fd = open("/log", O_WRONLY | O_CREAT | O_APPEND, 0600)) >= 0);
    MUST((gone = open("gone", O_RDWR | O_CREAT, 0600)) >= 0 && write(gone, "ghost", 5) == 5 && unlink("gone") == 0);
    MUST(symlink("data", "link") == 0 && link("data", "dir/same") == 0 && chdir("dir") == 0);
    mounts = count_mounts();
    MUST(mounts > 3);
}

static const char *check_devices(void)
{
    char name[64] = {0};
    struct stat null;

    EXPECT(stat("/dev/null", &null) == 0 && S_ISCHR(null.st_mode) && null.st_rdev == makedev(1, 3));
    int master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    EXPECT(master >= 0 && ptsname_r(master, name, sizeof(name)) == 0 && strncmp(name, "/dev/pts/", 9) == 0);
    EXPECT(close(master) == 0);
    return NULL;
}

static const char *check(void)
{
    char text[64] = {0};
    struct stat file, same;
    struct statfs work;

    EXPECT(getcwd(text, sizeof(text)) && strcmp(text, "/srv/dir") == 0);
    EXPECT(statfs("/srv", &work) == 0 && work.f_type == TMPFS);
    EXPECT(lseek(data, 0, SEEK_CUR) == 4 && pread(data, text, 10, 0) == 10 && memcmp(text, "0123456789", 10) == 0);
    EXPECT(fstat(data, &file) == 0 && stat("/srv/link", &same) == 0 && file.st_ino == same.st_ino);
    EXPECT(file.st_nlink == 2 && (file.st_mode & 07777) == 0640 && file.st_dev == same.st_dev);
    EXPECT(stat("/mnt/same", &same) == 0 && file.st_ino == same.st_ino && file.st_dev == same.st_dev);
    EXPECT(fstat(gone, &same) == 0 && same.st_nlink == 0 && same.st_dev == file.st_dev);
    EXPECT(pread(gone, text, 9, 0) == 5 && memcmp(text, "ghost", 5) == 0);
    EXPECT(strcmp(mapped + 4096, "through the mapping") == 0);
    int mapping = open("/srv/mapped", O_RDWR | O_CLOEXEC);
    EXPECT(mapping >= 0 && pwrite(mapping, "T", 1, 4096) == 1 && mapped[4096] == 'T');
    mapped[4096] = 't';
    EXPECT(close(mapping) == 0);
    EXPECT(open("/ro/file", O_RDWR) == -1 && errno == EROFS && access("/ro/file", R_OK) == 0);
    EXPECT(write(log_fd, "x", 1) == 1 && stat("/log", &file) == 0 && fstat(log_fd, &same) == 0);
    EXPECT(file.st_ino == same.st_ino);
    memset(text, 0, sizeof(text));
    EXPECT(readlink("/proc/self", text, sizeof(text)) > 0 && atoi(text) == getpid() && getpid() == 1);
    EXPECT(count_mounts() == mounts);
    return check_devices();
}
