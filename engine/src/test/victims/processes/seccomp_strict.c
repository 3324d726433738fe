/*
 * A child in seccomp's strict mode: it may read, write and end, and nothing else.
 */
#include "victim.h"
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int ask[2], answer[2];
static pid_t child;

static void serve(void)
{
    char byte;

    prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
    while (read(ask[0], &byte, 1) == 1) {
        if (byte == '!') {
            syscall(SYS_getuid);
        }
        byte++;
        if (write(answer[1], &byte, 1) != 1) {
            syscall(SYS_exit, 4);
        }
    }
    syscall(SYS_exit, 3);
}

static pid_t begin(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        serve();
    }
    return pid;
}

static void set_up(const char *directory)
{
    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    child = begin();
    MUST(child > 0);
}

static const char *check(void)
{
    char byte = 'a';
    int status = 0;

    EXPECT(write(ask[1], &byte, 1) == 1);
    EXPECT(read(answer[0], &byte, 1) == 1 && byte == 'b');
    byte = '!';
    EXPECT(write(ask[1], &byte, 1) == 1);
    EXPECT(waitpid(child, &status, 0) == child);
    EXPECT(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    child = begin();
    EXPECT(child > 0);
    return NULL;
}
