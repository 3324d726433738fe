/* Memory that not even the kernel reads for others: memfd_secret(2).
 * refused: secret memory
 */
#include "victim.h"
#include <sys/mman.h>
#include <sys/syscall.h>

static unsigned char *secret;

static void set_up(const char *directory)
{
    (void)directory;
    int fd = syscall(447, 0);
    MUST(fd >= 0 && ftruncate(fd, 4096) == 0);
    secret = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    MUST(secret != MAP_FAILED);
    secret[0] = 5;
    close(fd);
}

static const char *check(void)
{
    EXPECT(secret[0] == 5);
    return NULL;
}
