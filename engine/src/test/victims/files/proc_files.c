/*
 * Files of /proc and /sys: the process's own by its number and as self, its child's, its thread's, of its descriptors, a directory, settings.
 */
#include "victim.h"
#include <dirent.h>
#include <sys/wait.h>

static int self, by_number, child_status, folder, setting, uptime, attribute, about, later;
static pid_t child;

static int opened(const char *format, int pid)
{
    char path[80];
    int fd;

    snprintf(path, sizeof(path), format, pid);
    MUST((fd = open(path, O_RDONLY)) >= 0);
    return fd;
}

static void set_up(const char *directory)
{
    (void)directory;
    MUST((child = fork()) >= 0);
    if (child == 0) {
        for (;;) {
            pause();
        }
    }
    self = opened("/proc/self/status", 0);
    by_number = opened("/proc/%d/maps", getpid());
    child_status = opened("/proc/%d/stat", child);
    folder = opened("/proc/%d/fdinfo", getpid());
    about = opened("/proc/self/fdinfo/0", 0);
    MUST((later = dup2(folder, 200)) == 200 && dup2(opened("/proc/self/fdinfo/200", 0), later = 100) == 100);
    setting = opened("/proc/sys/kernel/hostname", 0);
    uptime = opened("/proc/uptime", 0);
    attribute = opened("/sys/kernel/mm/transparent_hugepage/enabled", 0);
}

static int number_after(int fd, const char *label)
{
    char text[8192];
    ssize_t n = pread(fd, text, sizeof(text) - 1, 0);

    text[n > 0 ? n : 0] = 0;
    char *at = strstr(text, label);
    return at ? atoi(at + strlen(label)) : -1;
}

static const char *check(void)
{
    char text[4096];

    EXPECT(number_after(self, "\nPid:") == getpid() && number_after(child_status, "") == child);
    EXPECT(pread(by_number, text, sizeof(text), 0) > 100);
    EXPECT(faccessat(folder, "0", F_OK, 0) == 0);
    EXPECT(number_after(about, "pos:") >= 0 && number_after(later, "flags:") == 100000);
    EXPECT(pread(setting, text, sizeof(text), 0) > 0 && pread(uptime, text, sizeof(text), 0) > 3);
    EXPECT(pread(attribute, text, sizeof(text), 0) > 10 && strstr(text, "madvise"));
    return NULL;
}
