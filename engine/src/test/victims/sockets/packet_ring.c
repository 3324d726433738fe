/*
 * Rings of packet sockets that are mapped: for receiving and sending, shared and private, partly read-only; a socket of the
 * old kind (SOCK_PACKET) that is bound to a device.
 * criu: cannot dump rings mapped in several pieces
 * launch: unshare --net
 */
#include "victim.h"

#include "net.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <sys/mman.h>

enum { BLOCK = 4096, BLOCKS = 2, FRAME = 2048, FRAMES = 4, HALF = BLOCK * BLOCKS };

static int ringed, quiet, sender, old;
static char *ring, *silent;

static void set_up(const char *directory)
{
    struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88b7), .sll_ifindex = 1};
    struct sockaddr name = {.sa_family = AF_PACKET, .sa_data = "lo"};
    struct tpacket_req request = {BLOCK, BLOCKS, FRAME, FRAMES};

    (void)directory;
    lo_up();
    ringed = socket(AF_PACKET, SOCK_RAW, htons(0x88b7));
    MUST(ringed >= 0 && bind(ringed, (void *)&lo, sizeof(lo)) == 0 && set(ringed, SOL_PACKET, PACKET_VERSION, TPACKET_V2) == 0);
    MUST(setsockopt(ringed, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) == 0);
    MUST(setsockopt(ringed, SOL_PACKET, PACKET_TX_RING, &request, sizeof(request)) == 0);
    ring = mmap(NULL, 2 * HALF, PROT_READ | PROT_WRITE, MAP_SHARED, ringed, 0);
    MUST(ring != MAP_FAILED && mprotect(ring + HALF, BLOCK, PROT_READ) == 0);
    quiet = socket(AF_PACKET, SOCK_RAW, 0);
    MUST(quiet >= 0 && setsockopt(quiet, SOL_PACKET, PACKET_RX_RING, &request, sizeof(request)) == 0);
    silent = mmap(NULL, HALF, PROT_READ | PROT_WRITE, MAP_PRIVATE, quiet, 0);
    MUST(silent != MAP_FAILED && (sender = socket(AF_PACKET, SOCK_DGRAM, 0)) >= 0);
    old = socket(AF_PACKET, SOCK_PACKET, htons(0x88b8));
    MUST(old >= 0 && bind(old, &name, sizeof(name)) == 0);
}

/* The status word of /proc/self/smaps' mapping that begins at an address: its protection, "" when there is none. */
static const char *rights(const char *address)
{
    static char line[512], found[8];
    FILE *maps = fopen("/proc/self/maps", "r");

    found[0] = 0;
    while (fgets(line, sizeof(line), maps)) {
        if (strtoull(line, NULL, 16) == (uintptr_t)address && strstr(line, "socket:[")) {
            sscanf(strchr(line, ' '), "%5s", found);
        }
    }
    fclose(maps);
    return found;
}

/* Takes the one packet that has come out of the ring. */
static int takes(const char *word)
{
    struct pollfd ready = {.fd = ringed, .events = POLLIN};

    poll(&ready, 1, 2000);
    for (int i = 0; i < FRAMES; i++) {
        volatile struct tpacket2_hdr *frame = (void *)(ring + i * FRAME);
        if (frame->tp_status & TP_STATUS_USER) {
            int same = memcmp((char *)frame + frame->tp_net, word, strlen(word)) == 0;
            frame->tp_status = TP_STATUS_KERNEL;
            return same;
        }
    }
    return 0;
}

static const char *check(void)
{
    struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88b7), .sll_ifindex = 1, .sll_halen = 6};
    struct sockaddr name;
    socklen_t size = sizeof(name);
    int blocked = FRAME;

    EXPECT(strcmp(rights(ring), "rw-s") == 0 && strcmp(rights(ring + HALF), "r--s") == 0);
    EXPECT(strcmp(rights(ring + HALF + BLOCK), "rw-s") == 0 && strcmp(rights(silent), "rw-p") == 0);
    EXPECT(sendto(sender, "through the ring", 16, 0, (void *)&lo, sizeof(lo)) == 16 && takes("through the ring"));
    EXPECT(sendto(sender, "once more", 9, 0, (void *)&lo, sizeof(lo)) == 9 && takes("once more"));
    EXPECT(setsockopt(ringed, SOL_PACKET, PACKET_RESERVE, &blocked, sizeof(blocked)) == -1 && errno == EBUSY);
    EXPECT(getsockname(old, &name, &size) == 0 && name.sa_family == AF_PACKET && strcmp(name.sa_data, "lo") == 0);
    EXPECT(get(old, SOL_SOCKET, SO_TYPE) == SOCK_PACKET);
    return NULL;
}
