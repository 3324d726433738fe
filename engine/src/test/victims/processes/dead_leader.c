/*
 * A process whose main thread has ended while two others run on.
 * criu: cannot dump one; restores what crj has dumped
 */
#include "victim.h"
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int ask[2], answer[2];
static pid_t child;

static void *serve(void *argument)
{
    long expected = (long)argument;
    char byte;

    while (read(ask[0], &byte, 1) == 1) {
        long me = syscall(SYS_gettid);
        if (getpid() == me || expected != 42 || write(answer[1], &me, sizeof me) != sizeof me) {
            _exit(4);
        }
    }
    _exit(3);
}

static void set_up(const char *directory)
{
    char state = 0;
    char path[64];

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, (void *)42) || pthread_create(&thread, NULL, serve, (void *)42)) {
            _exit(2);
        }
        pthread_exit(NULL);
    }
    snprintf(path, sizeof path, "/proc/%d/stat", child);
    while (state != 'Z') {
        FILE *file = fopen(path, "r");
        MUST(file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1);
        fclose(file);
        usleep(1000);
    }
}

static const char *check(void)
{
    char byte = 1;
    long tid = 0;

    EXPECT(write(ask[1], &byte, 1) == 1);
    EXPECT(read(answer[0], &tid, sizeof tid) == sizeof tid);
    EXPECT(tid > 0 && tid != child);
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    EXPECT(kill(child, 0) == 0);
    return NULL;
}
