/*
 * A child that vfork has made and that neither ends nor executes a program, while its parent waits for that.
 * refused: vfork
 */
#include "victim.h"
#include <sys/wait.h>

static pid_t child;

static void set_up(const char *directory)
{
    (void)directory;
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        pid_t inner = vfork();
        if (inner == 0) {
            for (;;) {
                pause();
            }
        }
        _exit(1);
    }
    usleep(50000);
}

static const char *check(void)
{
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
