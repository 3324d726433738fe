/*
 * A chain of a hundred processes, each the child of the one before, and many children of one.
 */
#include "victim.h"
#include <sys/wait.h>

#pragma GCC diagnostic ignored "-Winfinite-recursion"

#define DEPTH 100
#define WIDTH 20

static int ask[2], answer[2], far[2];
static pid_t children[WIDTH], chain;

static void descend(int depth)
{
    pid_t parent = getpid();
    pid_t pid = depth == 0 ? -1 : fork();
    char byte;

    if (pid == 0) {
        if (getppid() != parent) {
            _exit(1);
        }
        descend(depth - 1);
    }
    if (depth == 0) {
        while (read(far[0], &byte, 1) == 1 && write(answer[1], &byte, 1) == 1) {
        }
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    _exit(2);
}

static void set_up(const char *directory)
{
    char byte;

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0 && pipe(far) == 0);
    for (int i = 0; i < WIDTH; i++) {
        children[i] = fork();
        MUST(children[i] >= 0);
        if (children[i] == 0) {
            while (read(ask[0], &byte, 1) == 1 && write(answer[1], &byte, 1) == 1) {
            }
            _exit(3);
        }
    }
    chain = fork();
    MUST(chain >= 0);
    if (chain == 0) {
        descend(DEPTH);
    }
    MUST(write(far[1], "f", 1) == 1 && read(answer[0], &byte, 1) == 1 && byte == 'f');
}

static const char *check(void)
{
    char byte = 0;

    EXPECT(write(far[1], "d", 1) == 1 && read(answer[0], &byte, 1) == 1 && byte == 'd');
    for (int i = 0; i < WIDTH; i++) {
        EXPECT(write(ask[1], "w", 1) == 1 && read(answer[0], &byte, 1) == 1 && byte == 'w');
        EXPECT(waitpid(children[i], NULL, WNOHANG) == 0);
    }
    EXPECT(waitpid(chain, NULL, WNOHANG) == 0);
    return NULL;
}
