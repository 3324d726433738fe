/*
 * A lease that is being broken: its owner has been told.
 * options: --file-locks
 * migrate: no in the lab both hosts have one kernel and the same files: the source, frozen, still holds its locks and leases
 * criu: cannot it forgets that a lease for writing is to become one for reading
 */
#include "victim.h"
#include <sys/wait.h>

static int breaking;
static char *broken;
static volatile sig_atomic_t told;

static void on_break(int signal)
{
    (void)signal;
    told++;
}

static void set_up(const char *work)
{
    struct sigaction action = {.sa_handler = on_break, .sa_flags = SA_RESTART};
    int fd;

    MUST((broken = in(work, "broken")) && (breaking = open(broken, O_RDWR | O_CREAT, 0600)) >= 0);
    MUST(sigaction(SIGRTMIN + 3, &action, NULL) == 0 && fcntl(breaking, F_SETSIG, SIGRTMIN + 3) == 0);
    MUST(fcntl(breaking, F_SETLEASE, F_WRLCK) == 0);
    MUST((fd = open(broken, O_RDONLY | O_NONBLOCK)) == -1 && errno == EWOULDBLOCK && told == 1);
    MUST(fcntl(breaking, F_GETLEASE) == F_RDLCK);
}

static const char *check(void)
{
    EXPECT(fcntl(breaking, F_GETSIG) == SIGRTMIN + 3 && fcntl(breaking, F_GETLEASE) == F_RDLCK && told == 1);
    EXPECT(open(broken, O_RDONLY | O_NONBLOCK) == -1 && errno == EWOULDBLOCK && told == 1);
    return NULL;
}
