/* A program whose output goes into a pipe that somebody outside of its tree reads, as in a shell's pipeline. */
#include "victim.h"

#include <sys/wait.h>

static void set_up(const char *directory)
{
    int ends[2];
    char byte;

    (void)directory;
    signal(SIGPIPE, SIG_IGN);
    MUST(pipe(ends) == 0);
    pid_t parent = fork();
    MUST(parent >= 0);
    if (parent == 0) {
        if (fork() == 0) {
            setsid();
            close(ends[1]);
            while (read(ends[0], &byte, 1) == 1) {
            }
        }
        _exit(0);
    }
    MUST(waitpid(parent, NULL, 0) == parent && close(ends[0]) == 0 && dup2(ends[1], 1) == 1 && close(ends[1]) == 0);
}

static const char *check(void)
{
    EXPECT(write(1, "word\n", 5) == 5);
    return NULL;
}
