/*
 * A tree whose root's main thread has ended: another thread does everything.
 * criu: cannot dump one; restores what crj has dumped
 */
#include "victim.h"
#include <pthread.h>
#include <sys/syscall.h>

int main(int argc, char **argv);

static char *work;

static void *go_on(void *argument)
{
    char *words[] = {"victim", (char *)argument, work, NULL};

    main(3, words);
    return NULL;
}

static void set_up(const char *directory)
{
    char path[64], state = 0;
    pthread_t thread;

    if (work == NULL) {
        work = in(directory, "");
        MUST(pthread_create(&thread, NULL, go_on, (void *)status_path) == 0);
        pthread_exit(NULL);
    }
    snprintf(path, sizeof path, "/proc/%d/stat", getpid());
    while (state != 'Z') {
        FILE *file = fopen(path, "r");
        MUST(file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1);
        fclose(file);
        usleep(1000);
    }
}

static const char *check(void)
{
    EXPECT(syscall(SYS_gettid) != getpid());
    return NULL;
}
