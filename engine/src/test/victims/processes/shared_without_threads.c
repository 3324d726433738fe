/*
 * Processes that share directories, descriptor tables, semaphore adjustments with parents, brothers and grandparents.
 * criu: cannot dump directories that are shared without threads
 */
#include "victim.h"
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int ask[6][2], answer[6][2];
static pid_t pids[6];
static int fds[6];

/* Says its working directory's inode and which of the descriptors 100..105 it has; on '+' makes one, on '/' goes to /. */
static void serve(int me)
{
    struct stat place;
    char byte;
    uint64_t said[2];

    while (read(ask[me][0], &byte, 1) == 1) {
        if (byte >= 'a') {
            dup2(0, 100 + byte - 'a');
        } else if (byte >= '0') {
            close(100 + byte - '0');
        } else if (byte == '/' && chdir("/") != 0) {
            _exit(1);
        }
        said[0] = stat(".", &place) == 0 ? place.st_ino : 0;
        said[1] = 0;
        for (int i = 0; i < 6; i++) {
            said[1] |= (uint64_t)(fcntl(100 + i, F_GETFD) >= 0) << i;
        }
        if (write(answer[me][1], said, sizeof said) != sizeof said) {
            _exit(2);
        }
    }
    _exit(3);
}

static void begin(int me, unsigned long flags, int then, unsigned long then_flags)
{
    pid_t pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

    MUST(pid >= 0);
    if (pid == 0) {
        char name[8] = {'d', '0' + me};
        if (!(flags & CLONE_FS) && chdir(name) != 0) {
            _exit(1);
        }
        if (then) {
            begin(then, then_flags, 0, 0);
        }
        serve(me);
    }
    pids[me] = pid;
}

static void set_up(const char *directory)
{
    MUST(chdir(directory) == 0);
    for (int i = 0; i < 6; i++) {
        char name[8] = {'d', '0' + i};
        MUST(mkdir(name, 0700) == 0 || errno == EEXIST);
        MUST(pipe(ask[i]) == 0 && pipe(answer[i]) == 0);
    }
    begin(1, CLONE_FS, 0, 0);
    begin(2, CLONE_FILES, 0, 0);
    begin(3, 0, 4, CLONE_FS | CLONE_FILES);
    begin(5, CLONE_FS | CLONE_FILES | CLONE_SYSVSEM, 0, 0);
    (void)fds;
}

static const char *told(int who, char what, uint64_t *said)
{
    EXPECT(write(ask[who][1], &what, 1) == 1);
    EXPECT(read(answer[who][0], said, 16) == 16);
    return NULL;
}

static const char *check(void)
{
    uint64_t said[6][2];
    struct stat place, root;
    char here[PATH_MAX];

    EXPECT(getcwd(here, sizeof here) && stat(".", &place) == 0 && stat("/", &root) == 0);
    for (int i = 1; i < 6; i++) {
        EXPECT(told(i, i == 3 ? 'a' : i == 5 ? 'b' : '!', said[i]) == NULL);
    }
    for (int i = 1; i < 6; i++) {
        EXPECT(told(i, '!', said[i]) == NULL);
    }
    EXPECT(said[1][0] == place.st_ino && said[5][0] == place.st_ino);
    EXPECT(said[2][0] != place.st_ino && said[3][0] != place.st_ino && said[3][0] == said[4][0] && said[2][0] != said[3][0]);
    EXPECT(said[1][1] == 0 && said[2][1] == 2 && said[3][1] == 1 && said[4][1] == 1 && said[5][1] == 2);
    EXPECT(fcntl(101, F_GETFD) >= 0 && fcntl(100, F_GETFD) < 0);
    EXPECT(told(4, '0', said[4]) == NULL && told(2, '1', said[2]) == NULL);
    EXPECT(told(3, '!', said[3]) == NULL && said[3][1] == 0 && fcntl(101, F_GETFD) < 0);
    EXPECT(told(1, '/', said[1]) == NULL && told(5, '!', said[5]) == NULL && told(2, '!', said[2]) == NULL);
    EXPECT(said[5][0] == root.st_ino && said[2][0] != root.st_ino);
    EXPECT(stat(".", &root) == 0 && root.st_ino == said[5][0]);
    EXPECT(chdir(here) == 0);
    return NULL;
}
