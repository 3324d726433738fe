/*
 * What prctl(2), personality(2), limits and /proc set for a process: dumpable, subreaper, parent death signal, machine check
 * policy, oom_score_adj, coredump_filter, umask, login uid, memory barriers.
 * criu: cannot carry coredump_filter and the machine check policy
 */
#include "victim.h"
#include <linux/membarrier.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pid_t child;
static int ask[2], answer[2];

static long number_of(const char *path, int base)
{
    char text[64] = "";
    FILE *file = fopen(path, "r");

    if (!file || !fgets(text, sizeof text, file)) {
        text[0] = '?';
    }
    if (file) {
        fclose(file);
    }
    return strtol(text, NULL, base);
}

static const char *child_check(void)
{
    int value = 0;

    EXPECT(prctl(PR_GET_PDEATHSIG, &value) == 0 && value == SIGUSR2);
    EXPECT(prctl(PR_GET_DUMPABLE) == 0);
    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
    EXPECT(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) == PR_MCE_KILL_EARLY);
    EXPECT(prctl(PR_GET_CHILD_SUBREAPER, &value, 0, 0, 0) == 0 && value == 0);
    EXPECT(getuid() == 65534);
    EXPECT(number_of("/proc/self/loginuid", 10) == 1234 || access("/proc/self/loginuid", F_OK) != 0);
    EXPECT(syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0) == 0);
    return NULL;
}

static void live(void)
{
    char byte;
    int fd = open("/proc/self/loginuid", O_WRONLY);

    if (fd >= 0 && (write(fd, "1234", 4) != 4 || close(fd) != 0)) {
        _exit(2);
    }
    syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0);
    if (prctl(PR_SET_PDEATHSIG, SIGUSR2) || setgid(65534) || setuid(65534) || prctl(PR_SET_PDEATHSIG, SIGUSR2)
            || prctl(PR_SET_DUMPABLE, 0) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            || prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_EARLY, 0, 0)) {
        _exit(2);
    }
    do {
        byte = child_check() == NULL;
        if (!byte) {
            report("FAIL child: %s", child_check());
        }
    } while (write(answer[1], &byte, 1) == 1 && read(ask[0], &byte, 1) == 1);
    _exit(3);
}

static void set_up(const char *directory)
{
    struct rlimit limit = {.rlim_cur = 123 << 20, .rlim_max = 456 << 20};
    char byte = 0;

    (void)directory;
    MUST(pipe(ask) == 0 && pipe(answer) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        live();
    }
    MUST(read(answer[0], &byte, 1) == 1 && byte == 1);
    MUST(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0);
    MUST(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) == 0);
    MUST(prctl(PR_MCE_KILL, PR_MCE_KILL_SET, PR_MCE_KILL_LATE, 0, 0) == 0);
    MUST(personality(ADDR_NO_RANDOMIZE | UNAME26) >= 0);
    umask(0137);
    MUST(setrlimit(RLIMIT_CORE, &limit) == 0);
    limit.rlim_cur = 77;
    limit.rlim_max = 88;
    MUST(setrlimit(RLIMIT_MSGQUEUE, &limit) == 0);
    int fd = open("/proc/self/oom_score_adj", O_WRONLY);
    MUST(fd >= 0 && write(fd, "321", 3) == 3 && close(fd) == 0);
    fd = open("/proc/self/coredump_filter", O_WRONLY);
    MUST(fd >= 0 && write(fd, "0x5b", 4) == 4 && close(fd) == 0);
}

static const char *check(void)
{
    struct rlimit limit;
    char byte = 0;
    int value = 0;

    EXPECT(prctl(PR_GET_CHILD_SUBREAPER, &value, 0, 0, 0) == 0 && value == 1);
    EXPECT(prctl(PR_GET_THP_DISABLE, 0, 0, 0, 0) == 1);
    EXPECT(prctl(PR_MCE_KILL_GET, 0, 0, 0, 0) == PR_MCE_KILL_LATE);
    EXPECT(prctl(PR_GET_DUMPABLE) == 1);
    EXPECT(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
    EXPECT(personality(0xffffffff) == (ADDR_NO_RANDOMIZE | UNAME26));
    EXPECT(umask(0137) == 0137);
    EXPECT(getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 123 << 20 && limit.rlim_max == 456 << 20);
    EXPECT(getrlimit(RLIMIT_MSGQUEUE, &limit) == 0 && limit.rlim_cur == 77 && limit.rlim_max == 88);
    EXPECT(number_of("/proc/self/oom_score_adj", 10) == 321);
    EXPECT(number_of("/proc/self/coredump_filter", 16) == 0x5b);
    EXPECT(write(ask[1], &byte, 1) == 1);
    EXPECT(read(answer[0], &byte, 1) == 1 && byte == 1);
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
