/*
 * Packet sockets: raw, cooked, of a protocol, bound to a device, with options, memberships, a filter, a fanout group
 * and rings that are not mapped.
 * launch: unshare --net
 * criu: cannot carry PACKET_QDISC_BYPASS
 */
#include "victim.h"

#include "net.h"

#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

static int raw, cooked, ringed, version3, fan[2], filtered;
static struct sock_filter nothing = BPF_STMT(BPF_RET | BPF_K, 0);

static void set_up(const char *directory)
{
    struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88b5), .sll_ifindex = 1};
    struct packet_mreq promiscuous = {.mr_ifindex = 1, .mr_type = PACKET_MR_PROMISC};
    struct packet_mreq group = {1, PACKET_MR_MULTICAST, 6, {1, 0, 0x5e, 1, 2, 3}};
    struct tpacket_req ring = {4096, 2, 2048, 4};
    struct tpacket_req3 ring3 = {4096, 4, 2048, 8, 60, 0, 0};
    struct sock_fprog program = {1, &nothing};

    (void)directory;
    lo_up();
    raw = socket(AF_PACKET, SOCK_RAW, htons(0x88b5));
    MUST(raw >= 0 && bind(raw, (void *)&lo, sizeof(lo)) == 0);
    MUST(set(raw, SOL_PACKET, PACKET_AUXDATA, 1) == 0 && set(raw, SOL_PACKET, PACKET_ORIGDEV, 1) == 0);
    MUST(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &promiscuous, sizeof(promiscuous)) == 0);
    MUST(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof(group)) == 0);
    cooked = socket(AF_PACKET, SOCK_DGRAM, htons(0x88b5));
    MUST(cooked >= 0 && set(cooked, SOL_PACKET, PACKET_QDISC_BYPASS, 1) == 0);
    MUST((ringed = socket(AF_PACKET, SOCK_RAW, 0)) >= 0 && set(ringed, SOL_PACKET, PACKET_RESERVE, 32) == 0);
    MUST(set(ringed, SOL_PACKET, PACKET_VERSION, TPACKET_V2) == 0);
    MUST(setsockopt(ringed, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)) == 0);
    MUST(setsockopt(ringed, SOL_PACKET, PACKET_TX_RING, &ring, sizeof(ring)) == 0);
    MUST((version3 = socket(AF_PACKET, SOCK_RAW, 0)) >= 0);
    MUST(set(version3, SOL_PACKET, PACKET_VERSION, TPACKET_V3) == 0);
    MUST(setsockopt(version3, SOL_PACKET, PACKET_RX_RING, &ring3, sizeof(ring3)) == 0);
    for (int i = 0; i < 2; i++) {
        MUST((fan[i] = socket(AF_PACKET, SOCK_RAW, htons(0x88b6))) >= 0);
        MUST(set(fan[i], SOL_PACKET, PACKET_FANOUT, 77 | PACKET_FANOUT_LB << 16) == 0);
    }
    MUST((filtered = socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL))) >= 0);
    MUST(setsockopt(filtered, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0);
    while (recv(filtered, &program, 1, MSG_DONTWAIT) >= 0) {
    }
}

static const char *check_arrival(void)
{
    struct sockaddr_ll lo = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88b5), .sll_ifindex = 1, .sll_halen = 6};

    EXPECT(sendto(cooked, "frame", 5, 0, (void *)&lo, sizeof(lo)) == 5);
    char bytes[64];
    struct pollfd ready = {.fd = raw, .events = POLLIN};
    EXPECT(poll(&ready, 1, 2000) == 1 && recv(raw, bytes, sizeof(bytes), MSG_DONTWAIT) == 19);
    EXPECT(memcmp(bytes + 14, "frame", 5) == 0 && gets(cooked, "frame"));
    while (recv(raw, bytes, sizeof(bytes), MSG_DONTWAIT) > 0 || recv(cooked, bytes, sizeof(bytes), MSG_DONTWAIT) > 0) {
    }
    return NULL;
}

static const char *check(void)
{
    struct sockaddr_ll name;
    socklen_t size = sizeof(name);
    struct packet_mreq group = {1, PACKET_MR_MULTICAST, 6, {1, 0, 0x5e, 1, 2, 3}};
    char groups[256] = "";
    int list = open("/proc/net/dev_mcast", O_RDONLY);

    EXPECT(getsockname(raw, (void *)&name, &size) == 0 && name.sll_ifindex == 1 && name.sll_protocol == htons(0x88b5));
    EXPECT(get(raw, SOL_PACKET, PACKET_AUXDATA) == 1 && get(raw, SOL_PACKET, PACKET_ORIGDEV) == 1);
    EXPECT(setsockopt(raw, SOL_PACKET, PACKET_DROP_MEMBERSHIP, &group, sizeof(group)) == 0);
    EXPECT(setsockopt(raw, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &group, sizeof(group)) == 0);
    EXPECT(list >= 0 && read(list, groups, sizeof(groups) - 1) > 0 && close(list) == 0 && strstr(groups, "01005e010203"));
    EXPECT(get(cooked, SOL_PACKET, PACKET_QDISC_BYPASS) == 1 && get(cooked, SOL_SOCKET, SO_TYPE) == SOCK_DGRAM);
    EXPECT(get(ringed, SOL_PACKET, PACKET_VERSION) == TPACKET_V2 && get(ringed, SOL_PACKET, PACKET_RESERVE) == 32);
    EXPECT(get(version3, SOL_PACKET, PACKET_VERSION) == TPACKET_V3);
    EXPECT(set(ringed, SOL_PACKET, PACKET_RESERVE, 16) == -1 && errno == EBUSY);
    EXPECT((get(fan[0], SOL_PACKET, PACKET_FANOUT) & 0xffff) == 77 && (get(fan[1], SOL_PACKET, PACKET_FANOUT) & 0xffff) == 77);
    char byte;
    EXPECT(recv(filtered, &byte, 1, MSG_DONTWAIT) == -1 && errno == EAGAIN);
    return check_arrival();
}
