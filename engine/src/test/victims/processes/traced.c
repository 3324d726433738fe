/*
 * A child whose second thread is traced by its parent.
 * refused: traced
 */
#include "victim.h"
#include <pthread.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pid_t child, tid;

static void *live(void *argument)
{
    pid_t me = syscall(SYS_gettid);

    MUST(write(*(int *)argument, &me, sizeof me) == sizeof me);
    for (;;) {
        pause();
    }
    return NULL;
}

static void set_up(const char *directory)
{
    int ready[2];

    (void)directory;
    MUST(pipe(ready) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, NULL, live, &ready[1]);
        for (;;) {
            pause();
        }
    }
    MUST(read(ready[0], &tid, sizeof tid) == sizeof tid);
    MUST(ptrace(PTRACE_SEIZE, tid, 0, 0) == 0);
    close(ready[0]);
    close(ready[1]);
}

static const char *check(void)
{
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
