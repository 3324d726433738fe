/*
 * A seccomp filter that asks a supervisor about calls.
 * refused: asks a supervisor
 */
#include "victim.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pid_t child;

static void set_up(const char *directory)
{
    int ready[2];
    char byte = 0;

    (void)directory;
    MUST(pipe(ready) == 0);
    child = fork();
    MUST(child >= 0);
    if (child == 0) {
        struct sock_filter code[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1000, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        };
        struct sock_fprog program = {.len = sizeof code / sizeof code[0], .filter = code};
        int listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
        close(listener);
        byte = listener >= 0;
        MUST(write(ready[1], &byte, 1) == 1);
        close(ready[0]);
        close(ready[1]);
        for (;;) {
            pause();
        }
    }
    MUST(read(ready[0], &byte, 1) == 1 && byte == 1);
    close(ready[0]);
    close(ready[1]);
}

static const char *check(void)
{
    EXPECT(waitpid(child, NULL, WNOHANG) == 0);
    return NULL;
}
