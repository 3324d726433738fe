/*
 * Is the other end of a network device of the host.
 * refused: is attached to network device crj-refused of this host
 * criu: cannot give a device to another host
 */
#include "victim.h"
#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>

static int file;

static void set_up(const char *directory)
{
    struct ifreq request = {.ifr_name = "crj-refused", .ifr_flags = IFF_TUN};

    (void)directory;
    MUST((file = open("/dev/net/tun", O_RDWR | O_CLOEXEC)) >= 0 && ioctl(file, TUNSETIFF, &request) == 0);
}

static const char *check(void)
{
    struct ifreq request;

    EXPECT(ioctl(file, TUNGETIFF, &request) == 0 && strcmp(request.ifr_name, "crj-refused") == 0);
    return NULL;
}
