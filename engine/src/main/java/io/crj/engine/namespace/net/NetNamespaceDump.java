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
     * Looks, while the tree runs, whether all can be carried.
     *
     * @param pid a process in the namespace, as this process sees it
     * @throws EngineException naming the device that cannot, and what helps
     */
    public static void check(int pid, TreeOptions options) {
        VethOptions.of(options);
        NamespaceThread.call(pid, NET, () -> {
            try (Rtnl rtnl = new Rtnl()) {
                new NetNamespaceDump(rtnl).check(pid);
            }
            return null;
        });
    }

    /**
     * Adds the namespace's files to an image.
     *
     * @param pid a frozen process in the namespace, as this process sees it
     * @param namespaceId its number in the image
     * @param lockId names the network lock, whose rules stay behind
     */
    public static void dump(int pid, int namespaceId, String lockId, ImageBuilder image) {
        List<Link> outside = Link.list();
        NamespaceThread.call(pid, NET, () -> {
            try (Rtnl rtnl = new Rtnl()) {
                new NetNamespaceDump(rtnl).dump(namespaceId, new DeviceDump(namespaceId, outside), lockId, image);
            }
            return null;
        });
    }

    private List<Link> links() {
        return Link.list(rtnl).stream()
                .filter(link -> !DeviceKinds.isFallback(link))
                .toList();
    }

    private void check(int pid) {
        for (Link link : links()) {
            String obstacle = DeviceKinds.obstacle(link);
            if (!obstacle.isEmpty()) {
                throw new EngineException(
                        "network device " + link.name() + " in the network namespace of pid " + pid + " " + obstacle);
            }
        }
        messages.queueingDisciplines().forEach(message -> checkDiscipline(pid, message));
        NftRuleset.list("").flatMap(NftRuleset::unreadable).ifPresent(rule -> {
            throw new EngineException("in the network namespace of pid " + pid
                    + " there is a rule of iptables-nft that nft cannot carry: '" + rule
                    + "'; write it for nft, or remove it");
        });
        for (LegacyRuleset ruleset : LegacyRuleset.values()) {
            if (ruleset.isThere()) {
                ruleset.requireProgram();
            }
        }
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

    private void dump(int namespaceId, DeviceDump devices, String lockId, ImageBuilder image) {
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
        NftRuleset.list(NetworkLocks.tableName(lockId))
                .ifPresent(text -> image.raw(ImageKind.NFTABLES, namespaceId, text.getBytes(StandardCharsets.UTF_8)));
        for (LegacyRuleset ruleset : LegacyRuleset.values()) {
            ruleset.list().ifPresent(text -> image.raw(ruleset.kind(), namespaceId, text));
        }
    }

    private static ByteString bytes(SavedMessages form, List<NetlinkMessage> messages) {
        return ByteString.copyFrom(form.write(messages));
    }
}
