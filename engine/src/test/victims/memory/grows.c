/* Memory that grows downwards when touched: MAP_GROWSDOWN, the stack of a program and of a thread. */
#include "victim.h"
#include <pthread.h>
#include <sys/mman.h>

#define PAGE 4096ul

static unsigned char *grows, *low;

static __attribute__((noinline)) unsigned long deep(unsigned long bytes)
{
    volatile unsigned char room[PAGE];
    room[0] = (unsigned char)bytes;
    return bytes < PAGE ? room[0] : deep(bytes - PAGE) + room[0];
}

static void *thread(void *nothing)
{
    for (;;)
        pause();
    return nothing;
}

static void set_up(const char *directory)
{
    pthread_t id;

    (void)directory;
    MUST(pthread_create(&id, NULL, thread, NULL) == 0);
    unsigned char *room = mmap(NULL, 1024 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    MUST(room != MAP_FAILED && munmap(room, 1024 * PAGE) == 0);
    grows = mmap(room + 900 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN | MAP_FIXED_NOREPLACE, -1, 0);
    MUST(grows != MAP_FAILED);
    low = grows;
    for (int i = 0; i < 4; i++)
        grows[i * PAGE] = 10 + i;
    for (int i = 0; i < 3; i++)
        *(low -= PAGE) = 20 + i;
    deep(256 * PAGE);
}

static const char *check(void)
{
    for (int i = 0; i < 4; i++)
        EXPECT(grows[i * PAGE] == 10 + i);
    for (int i = 0; i < 3; i++)
        EXPECT(*(grows - (i + 1) * PAGE) == 20 + i);
    /* Once more with each check. */
    *(low -= PAGE) = 1;
    EXPECT(*low == 1);
    deep(300 * PAGE);
    return NULL;
}
