/*
 * Files of /proc that belonged to a process which has ended; a child works in its directory.
 */
#include "victim.h"
#include <sys/wait.h>

static int status, folder, again;
static pid_t inside;

static void set_up(const char *directory)
{
    char path[40];
    pid_t child;

    (void)directory;
    MUST((child = fork()) >= 0);
    if (child == 0) {
        for (;;) {
            pause();
        }
    }
    snprintf(path, sizeof(path), "/proc/%d/status", child);
    MUST((status = open(path, O_RDONLY)) >= 0 && (again = open(path, O_RDONLY)) >= 0);
    snprintf(path, sizeof(path), "/proc/%d", child);
    MUST((folder = open(path, O_RDONLY | O_DIRECTORY)) >= 0);
    MUST((inside = fork()) >= 0);
    if (inside == 0) {
        MUST(chdir(path) == 0);
        for (;;) {
            pause();
        }
    }
    snprintf(path, sizeof(path), "/proc/%d/cwd", inside);
    for (char text[40] = ""; memcmp(text, "/proc/", 6) != 0;) {
        MUST(readlink(path, text, sizeof(text)) > 0);
    }
    MUST(kill(child, SIGKILL) == 0 && waitpid(child, NULL, 0) == child);
}

static const char *check(void)
{
    char text[64];

    EXPECT(pread(status, text, sizeof(text), 0) == -1 && errno == ESRCH);
    EXPECT(pread(again, text, sizeof(text), 0) == -1 && errno == ESRCH);
    EXPECT(openat(folder, "stat", O_RDONLY) == -1 && (errno == ENOENT || errno == ESRCH));
    snprintf(text, sizeof(text), "/proc/%d/cwd/stat", inside);
    EXPECT(open(text, O_RDONLY) == -1 && (errno == ENOENT || errno == ESRCH));
    return NULL;
}
