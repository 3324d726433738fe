/*
 * cradle COMMAND...: runs a command, and is at hand for all orphans among its descendants: it reaps them at once, so that
 * their pids are free again, which takes many a host's init a second. Ends with the command, and ends what it has left.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void end_children(void)
{
    char path[64];
    int pid;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
    FILE *children = fopen(path, "re");
    while (children && fscanf(children, "%d", &pid) == 1) {
        kill(pid, SIGKILL);
    }
    if (children) {
        fclose(children);
    }
}

int main(int argc, char **argv)
{
    int status, code = 1;

    if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        fprintf(stderr, "usage: %s COMMAND...\n", argv[0]);
        return 2;
    }
    pid_t command = fork();
    if (command == 0) {
        execvp(argv[1], argv + 1);
        perror(argv[1]);
        _exit(127);
    }
    for (;;) {
        pid_t ended = wait(&status);
        if (ended < 0 && errno == ECHILD) {
            return code;
        }
        if (ended == command) {
            code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
            command = 0;
        }
        if (command == 0) {
            end_children();
        }
    }
}
