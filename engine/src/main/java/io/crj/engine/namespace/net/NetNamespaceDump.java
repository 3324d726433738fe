package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Rtnetlink.TCMSG_SIZE;
import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.namespace.NamespaceKind.NET;

import com.google.protobuf.ByteString;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.netlock.NetworkLocks;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Writes down what a network namespace holds: devices, addresses, routes, rules, neighbours, settings, packet filters. */
public final class NetNamespaceDump {

    private static final int TCM_INDEX_AT = 4;
    private static final int TCM_HANDLE_AT = 8;

    private final Rtnl rtnl;
    private final MessageDump messages;

    private NetNamespaceDump(Rtnl rtnl) {
        this.rtnl = rtnl;
        this.messages = new MessageDump(rtnl);
    }

    /**
     * Looks, while the tree runs, whether all can be carried; rehearses the dump, so that it is quick when it counts.
     *
     * @param pid a process in the namespace, as this process sees it
     * @throws EngineException naming the device that cannot, and what helps
     */
    public static void check(int pid, TreeOptions options) {
        VethOptions.of(options);
        Filters filters = inside(pid, dump -> dump.check(pid));
        if (!filters.tables.isEmpty()) {
            NftRuleset.unreadable(NftRuleset.list(new Tool(pid))).ifPresent(rule -> {
                throw new EngineException("in the network namespace of pid " + pid
                        + " there is a rule of iptables-nft that nft cannot carry: '" + rule
                        + "'; write it for nft, or remove it");
            });
        }
        filters.legacy.forEach(LegacyRuleset::requireProgram);
    }

    /**
     * Adds the namespace's files to an image.
     *
     * @param pid a frozen process in the namespace, as this process sees it
     * @param namespaceId its number in the image
     */
    public static void dump(int pid, int namespaceId, ImageBuilder image) {
        DeviceDump devices = new DeviceDump(namespaceId, Link.list());
        Filters filters = inside(pid, dump -> dump.dump(namespaceId, devices, image));
        Tool tool = new Tool(pid);
        // Only who has rules pays for a program's start while the tree is frozen.
        if (!filters.tables.stream().allMatch(NetworkLocks::isLock)) {
            String text = NftRuleset.without(NetworkLocks::isLock, NftRuleset.list(tool));
            image.raw(ImageKind.NFTABLES, namespaceId, text.getBytes(StandardCharsets.UTF_8));
        }
        filters.legacy.forEach(ruleset -> image.raw(ruleset.kind(), namespaceId, ruleset.list(tool)));
    }

    /** What packet filters there are. */
    private record Filters(List<String> tables, Set<LegacyRuleset> legacy) {

        static Filters present() {
            return new Filters(NftRuleset.tables(), LegacyRuleset.present());
        }
    }

    private static <T> T inside(int pid, Function<NetNamespaceDump, T> work) {
        return NamespaceThread.call(pid, NET, () -> {
            try (Rtnl rtnl = new Rtnl()) {
                return work.apply(new NetNamespaceDump(rtnl));
            }
        });
    }

    private List<Link> links() {
        return Link.list(rtnl).stream()
                .filter(link -> !DeviceKinds.isFallback(link))
                .toList();
    }

    private Filters check(int pid) {
        for (Link link : links()) {
            String obstacle = DeviceKinds.obstacle(link);
            if (!obstacle.isEmpty()) {
                throw new EngineException(
                        "network device " + link.name() + " in the network namespace of pid " + pid + " " + obstacle);
            }
        }
        if (IpsecState.isThere()) {
            throw new EngineException("the network namespace of pid " + pid + " has IPsec states or policies, which are"
                    + " not carried: remove them first (ip xfrm state flush; ip xfrm policy flush)");
        }
        messages.queueingDisciplines().forEach(message -> checkDiscipline(pid, message));
        return dump(0, new DeviceDump(0, List.of()), new ImageBuilder());
    }

    /** Those that the kernel chose itself have no handle. */
    private void checkDiscipline(int pid, NetlinkMessage message) {
        if (message.header(TCMSG_SIZE).length == TCMSG_SIZE && message.body().getInt(TCM_HANDLE_AT) != 0) {
            int index = message.body().getInt(TCM_INDEX_AT);
            String device = links().stream()
                    .filter(link -> link.index() == index)
                    .map(Link::name)
                    .findFirst()
                    .orElse("number " + index);
            throw new EngineException("network device " + device + " in the network namespace of pid " + pid
                    + " has a queueing discipline, which is not carried: remove it first (tc qdisc delete dev " + device
                    + " root, or ingress, or clsact)");
        }
    }

    private Filters dump(int namespaceId, DeviceDump devices, ImageBuilder image) {
        links().forEach(link -> image.add(ImageKind.NETDEV, namespaceId, devices.entry(link)));
        NetnsEntry.Builder netns = NetnsEntry.newBuilder();
        SettingsDump.addTo(netns);
        netns.setNeighbours(bytes(SavedMessages.NEIGHBOURS, messages.neighbours()))
                .setRules6(bytes(SavedMessages.MORE_RULES, messages.rules(AF_INET6)))
                .setNexthops(bytes(SavedMessages.NEXTHOPS, messages.nexthops()));
        image.add(ImageKind.NETNS, namespaceId, netns.build());
        image.raw(ImageKind.IFADDR, namespaceId, SavedMessages.ADDRESSES.write(messages.addresses()));
        image.raw(ImageKind.ROUTE, namespaceId, SavedMessages.ROUTES.write(messages.routes(AF_INET)));
        image.raw(ImageKind.ROUTE6, namespaceId, SavedMessages.ROUTES.write(messages.routes(AF_INET6)));
        image.raw(ImageKind.RULE, namespaceId, SavedMessages.RULES.write(messages.rules(AF_INET)));
        return Filters.present();
    }

    private static ByteString bytes(SavedMessages form, List<NetlinkMessage> messages) {
        return ByteString.copyFrom(form.write(messages));
    }
}
