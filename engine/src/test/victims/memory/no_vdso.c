/* Programs that have unmapped their vdso and the data beside it: one that runs on, one that is stopped.
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static pid_t child;
static volatile int *shared;

/* Mappings of the kernel's own, unmapped if wanted. */
static int kernels(pid_t pid, int unmap)
{
    unsigned long start[8], end[8];
    char line[512];
    int count = 0;

    snprintf(line, sizeof(line), "/proc/%d/maps", pid);
    FILE *file = fopen(line, "r");
    MUST(file);
    while (count < 8 && fgets(line, sizeof(line), file))
        if ((strstr(line, "[vdso]") || strstr(line, "[vvar")) && sscanf(line, "%lx-%lx", start + count, end + count) == 2)
            count++;
    fclose(file);
    for (int i = 0; unmap && i < count; i++)
        MUST(munmap((void *)start[i], end[i] - start[i]) == 0);
    return count;
}

static void set_up(const char *directory)
{
    (void)directory;
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(shared != MAP_FAILED && (child = fork()) >= 0);
    if (child == 0) {
        kernels(getpid(), 1);
        for (;;) {
            syscall(SYS_kill, getpid(), SIGSTOP);
            shared[1] = shared[0];
            if (syscall(SYS_getppid) == 1)
                syscall(SYS_exit_group, 0);
        }
    }
    while (waitpid(child, NULL, WUNTRACED) != child)
        ;
    kernels(getpid(), 1);
}

static const char *check(void)
{
    EXPECT(kernels(getpid(), 0) == 0 && kernels(child, 0) == 0);
    shared[0]++;
    EXPECT(kill(child, SIGCONT) == 0 && waitpid(child, NULL, WUNTRACED) == child);
    EXPECT(shared[1] == shared[0]);
    return NULL;
}
