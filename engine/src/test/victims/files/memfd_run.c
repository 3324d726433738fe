/* Memory files that are run by descriptor: one also mapped, one that an open writer keeps from being run.
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static int plain, mapped, reader, busy, writer;
static char *shared, *own;

static int script(const char *name)
{
    int fd = memfd_create(name, 0);

    MUST(fd >= 0 && write(fd, "#!/bin/true\n", 12) == 12);
    return fd;
}

static int again(int fd, int flags)
{
    char path[40];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    return open(path, flags);
}

/* 0 when it ran, or why not. */
static int run(int fd)
{
    char *words[] = {"true", NULL};
    int status;
    pid_t child = fork();

    if (child == 0) {
        syscall(SYS_execveat, fd, "", words, words + 1, AT_EMPTY_PATH);
        _exit(errno);
    }
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void set_up(const char *directory)
{
    (void)directory;
    plain = script("plain");
    MUST(lseek(plain, 3, SEEK_SET) == 3);
    mapped = script("mapped");
    MUST((reader = again(mapped, O_RDONLY)) >= 0);
    shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, mapped, 0);
    own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, reader, 0);
    MUST(shared != MAP_FAILED && own != MAP_FAILED);
    busy = script("busy");
    MUST((writer = again(busy, O_RDWR | O_APPEND)) >= 0);
}

static const char *check(void)
{
    EXPECT(run(plain) == 0 && lseek(plain, 0, SEEK_CUR) == 3);
    EXPECT(run(mapped) == 0 && run(reader) == 0);
    EXPECT(run(busy) == ETXTBSY && lseek(writer, 0, SEEK_CUR) == 0 && fcntl(writer, F_GETFL) & O_APPEND);
    shared[11]++;
    EXPECT(own[11] == shared[11]);
    shared[11]--;
    return NULL;
}
