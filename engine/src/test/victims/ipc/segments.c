/* System V segments in odd states: removed but attached, attached in part, read-only, of no whole pages, locked, twice.
 * launch: unshare --ipc
 * criu: dumps a segment that is attached in part, but restores none
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/shm.h>

#define PAGE 4096

static unsigned char *removed, *part, *reader, *writer, *again, *locked;
static int removed_id, part_id, odd_id, locked_id;

static void *attach(int id, int flags)
{
    void *memory = shmat(id, NULL, flags);

    MUST(memory != (void *)-1);
    return memory;
}

static void set_up(const char *directory)
{
    (void)directory;
    removed_id = shmget(IPC_PRIVATE, 3 * PAGE, IPC_CREAT | 0600);
    removed = attach(removed_id, 0);
    MUST(shmctl(removed_id, IPC_RMID, NULL) == 0);
    strcpy((char *)removed + PAGE, "removed");
    part_id = shmget(77, 4 * PAGE, IPC_CREAT | 0640);
    part = attach(part_id, 0);
    strcpy((char *)part + PAGE, "part");
    MUST(munmap(part, PAGE) == 0 && mprotect(part + 2 * PAGE, PAGE, PROT_READ) == 0);
    odd_id = shmget(78, 5000, IPC_CREAT | 0604);
    writer = attach(odd_id, 0);
    reader = attach(odd_id, SHM_RDONLY);
    again = attach(odd_id, 0);
    locked_id = shmget(79, PAGE, IPC_CREAT | 0600);
    locked = attach(locked_id, 0);
    MUST(shmctl(locked_id, SHM_LOCK, NULL) == 0);
}

static const char *check(void)
{
    struct shmid_ds state;

    EXPECT(strcmp((char *)removed + PAGE, "removed") == 0);
    EXPECT(shmctl(removed_id, IPC_STAT, &state) == 0 && (state.shm_perm.mode & SHM_DEST) && state.shm_nattch == 1);
    EXPECT(strcmp((char *)part + PAGE, "part") == 0);
    EXPECT(shmctl(part_id, IPC_STAT, &state) == 0 && state.shm_nattch == 3 && (state.shm_perm.mode & 0777) == 0640);
    writer[4999]++;
    EXPECT(reader[4999] == writer[4999] && again[4999] == writer[4999]);
    EXPECT(shmctl(odd_id, IPC_STAT, &state) == 0 && state.shm_segsz == 5000 && state.shm_nattch == 3);
    EXPECT(mprotect(reader, PAGE, PROT_READ | PROT_WRITE) == -1 && errno == EACCES);
    EXPECT(shmctl(locked_id, IPC_STAT, &state) == 0 && (state.shm_perm.mode & SHM_LOCKED));
    return NULL;
}
