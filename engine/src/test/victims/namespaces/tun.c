/*
 * Is the other end of network devices of its own: a tun with an address, two queues of a tap, one of them set aside; one device has nobody.
 * launch: unshare --net
 * criu: cannot find in images of crj how long headers of packets are
 */
#include "victim.h"
#include <arpa/inet.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define HEADER 12
#define BUFFER 77777
#define NEIGHBOUR "10.213.0.9"

static int idle, tun, first, second;
static unsigned char address[6];

static int attached(const char *device, int flags)
{
    struct ifreq request = {.ifr_flags = flags};
    int file = open("/dev/net/tun", O_RDWR | O_CLOEXEC);

    MUST(file >= 0);
    strcpy(request.ifr_name, device);
    MUST(ioctl(file, TUNSETIFF, &request) == 0);
    return file;
}

static int is_attached(int file, const char *device, int flags)
{
    struct ifreq request;

    return ioctl(file, TUNGETIFF, &request) == 0 && strcmp(request.ifr_name, device) == 0
        && (request.ifr_flags & ~IFF_NOFILTER) == (flags & ~IFF_NO_PI);
}

static void set_address(const char *device, const char *text)
{
    struct ifreq request = {.ifr_flags = 0};
    struct sockaddr_in *to = (void *)&request.ifr_addr;
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    strcpy(request.ifr_name, device);
    to->sin_family = AF_INET;
    MUST(inet_pton(AF_INET, text, &to->sin_addr) == 1 && ioctl(any, SIOCSIFADDR, &request) == 0);
    MUST(inet_pton(AF_INET, NEIGHBOUR, &to->sin_addr) == 1 && ioctl(any, SIOCSIFDSTADDR, &request) == 0);
    request.ifr_flags = IFF_UP;
    MUST(ioctl(any, SIOCSIFFLAGS, &request) == 0 && close(any) == 0);
}

static const unsigned char *hardware_address(const char *device)
{
    static struct ifreq request;
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    strcpy(request.ifr_name, device);
    int done = ioctl(any, SIOCGIFHWADDR, &request);
    close(any);
    return done == 0 ? (void *)request.ifr_hwaddr.sa_data : NULL;
}

/* What is sent to a neighbour on the device comes to us, behind a header that says what it is. */
static int hears(const char *text)
{
    struct sockaddr_in neighbour = {.sin_family = AF_INET, .sin_port = htons(9)};
    char packet[2048];
    int sender = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int heard = 0;

    inet_pton(AF_INET, NEIGHBOUR, &neighbour.sin_addr);
    if (sendto(sender, text, strlen(text), 0, (void *)&neighbour, sizeof(neighbour)) == (ssize_t)strlen(text)) {
        ssize_t length;
        while (!heard && (length = read(tun, packet, sizeof(packet))) > 0) {
            heard = memmem(packet, length, text, strlen(text)) != NULL
                && ntohs(((struct tun_pi *)packet)->proto) == ETH_P_IP && packet[sizeof(struct tun_pi)] >> 4 == 4;
        }
    }
    close(sender);
    return heard;
}

static void set_up(const char *directory)
{
    struct ifreq aside = {.ifr_flags = IFF_DETACH_QUEUE};
    int value = HEADER;

    (void)directory;
    MUST((idle = open("/dev/net/tun", O_RDWR | O_CLOEXEC)) >= 0);
    tun = attached("crj-tun", IFF_TUN);
    set_address("crj-tun", "10.213.0.1");
    MUST(fcntl(tun, F_SETFL, O_NONBLOCK) == 0);
    first = attached("crj-tap", IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE | IFF_VNET_HDR);
    second = attached("crj-tap", IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE | IFF_VNET_HDR);
    MUST(ioctl(first, TUNSETVNETHDRSZ, &value) == 0);
    value = BUFFER;
    MUST(ioctl(first, TUNSETSNDBUF, &value) == 0);
    MUST(ioctl(second, TUNSETQUEUE, &aside) == 0);
    int passing = attached("crj-stays", IFF_TUN);
    MUST(ioctl(passing, TUNSETPERSIST, 1) == 0 && ioctl(passing, TUNSETOWNER, 77) == 0 && close(passing) == 0);
    memcpy(address, hardware_address("crj-tap"), sizeof(address));
}

static const char *check(void)
{
    struct ifreq request;
    int value = 0;

    EXPECT(ioctl(idle, TUNGETIFF, &request) < 0 && errno == EBADFD);
    EXPECT(is_attached(tun, "crj-tun", IFF_TUN) && hears("are you there?"));
    EXPECT((fcntl(tun, F_GETFL) & O_NONBLOCK) != 0);
    EXPECT(is_attached(first, "crj-tap", IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE | IFF_VNET_HDR));
    EXPECT(is_attached(second, "crj-tap", IFF_TAP | IFF_NO_PI | IFF_MULTI_QUEUE | IFF_VNET_HDR | IFF_DETACH_QUEUE));
    EXPECT(ioctl(first, TUNGETVNETHDRSZ, &value) == 0 && value == HEADER);
    EXPECT(ioctl(first, TUNGETSNDBUF, &value) == 0 && value == BUFFER);
    EXPECT(memcmp(address, hardware_address("crj-tap"), sizeof(address)) == 0);
    int again = attached("crj-stays", IFF_TUN);
    EXPECT(is_attached(again, "crj-stays", IFF_TUN | IFF_PERSIST) && close(again) == 0);
    return NULL;
}
