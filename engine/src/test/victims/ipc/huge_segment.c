/* A System V segment of huge pages; shmget(2) SHM_HUGETLB.
 * launch: unshare --ipc
 */
#include "victim.h"
#include <sys/shm.h>

#define HUGE (2ul << 20)

static unsigned char *segment;
static int id;

static void set_up(const char *directory)
{
    FILE *file = fopen("/proc/sys/vm/nr_overcommit_hugepages", "r+");
    long pages;

    (void)directory;
    MUST(file && fscanf(file, "%ld", &pages) == 1);
    rewind(file);
    if (pages < 64)
        fprintf(file, "64\n");
    MUST(fclose(file) == 0);
    id = shmget(0x1234, 2 * HUGE, IPC_CREAT | SHM_HUGETLB | 0600);
    MUST(id >= 0);
    segment = shmat(id, NULL, 0);
    MUST(segment != (void *)-1);
    strcpy((char *)segment + HUGE, "segment");
}

static const char *check(void)
{
    struct shmid_ds state;

    EXPECT(strcmp((char *)segment + HUGE, "segment") == 0);
    EXPECT(shmctl(id, IPC_STAT, &state) == 0 && state.shm_nattch == 1 && state.shm_segsz == 2 * HUGE);
    EXPECT(shmget(0x1234, 0, 0) == id);
    return NULL;
}
