/*
 * Dead children that nobody has waited for, of all sorts: by exit and by signals, with threads, leading sessions and groups.
 * criu: cannot restore all of them as they were
 */
#include "victim.h"
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define KINDS 9

static pid_t children[KINDS];

static void *sleep_on(void *argument)
{
    (void)argument;
    for (;;) {
        pause();
    }
    return NULL;
}

static void end(int kind)
{
    static const struct rlimit none;
    pthread_t thread;

    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_NAME, "dead (one)");
    switch (kind) {
    case 0:
        _exit(0);
    case 1:
        _exit(255);
    case 2:
        raise(SIGKILL);
        break;
    case 3:
        raise(SIGSEGV);
        break;
    case 4:
        raise(SIGRTMIN + 3);
        break;
    case 5:
        setsid();
        raise(SIGTERM);
        break;
    case 6:
        setpgid(0, 0);
        _exit(6);
    case 7:
        pthread_create(&thread, NULL, sleep_on, NULL);
        _exit(7);
    default:
        if (setgid(65534) == 0 && setuid(65534) == 0) {
            raise(SIGABRT);
        }
    }
    _exit(99);
}

static void begin(int kind)
{
    siginfo_t info;

    children[kind] = fork();
    MUST(children[kind] >= 0);
    if (children[kind] == 0) {
        end(kind);
    }
    MUST(waitid(P_PID, children[kind], &info, WEXITED | WNOWAIT) == 0);
}

static void set_up(const char *directory)
{
    (void)directory;
    for (int kind = 0; kind < KINDS; kind++) {
        begin(kind);
    }
}

static const char *check(void)
{
    static const int wanted[KINDS] = {0, 255 << 8, SIGKILL, SIGSEGV, 0, SIGTERM, 6 << 8, 7 << 8, SIGABRT};
    char path[64], name[64] = "";

    for (int kind = 0; kind < KINDS; kind++) {
        int status = -1;
        snprintf(path, sizeof path, "/proc/%d/comm", children[kind]);
        FILE *file = fopen(path, "r");
        EXPECT(file && fgets(name, sizeof name, file));
        fclose(file);
        EXPECT(strcmp(name, "dead (one)\n") == 0);
        if (kind == 6) {
            EXPECT(getpgid(children[kind]) == children[kind]);
        }
        EXPECT(waitpid(children[kind], &status, WNOHANG) == children[kind]);
        EXPECT(status == (kind == 4 ? SIGRTMIN + 3 : wanted[kind]));
        begin(kind);
    }
    return NULL;
}
