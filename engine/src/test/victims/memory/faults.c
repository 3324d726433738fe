/* Memory whose faults the program handles itself; userfaultfd(2).
 * refused: have the program close its userfaultfd
 */
#include "victim.h"
#include <sys/syscall.h>

static int fd;

static void set_up(const char *directory)
{
    (void)directory;
    fd = syscall(SYS_userfaultfd, O_CLOEXEC | 1);
    MUST(fd >= 0);
}

static const char *check(void)
{
    EXPECT(fcntl(fd, F_GETFD) >= 0);
    return NULL;
}
