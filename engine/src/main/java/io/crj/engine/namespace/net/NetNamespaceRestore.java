package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.netaddr.Announcement;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netaddr.ServiceAddresses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills a new, empty network namespace with what an image says. It has no connection to the outside before
 * {@link #connect()}: until then its addresses may exist a second time, where it comes from.
 */
public final class NetNamespaceRestore implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NetNamespaceRestore.class);

    private final int root;
    private final NamespaceThread inside;
    private final SuppliedDevices supplied;
    private final Map<String, Integer> outsideEnds = new LinkedHashMap<>();
    private final Map<String, VethOptions.Outside> plan;
    private boolean joined;
    private boolean connected;

    private NetNamespaceRestore(
            int root, NamespaceThread inside, SuppliedDevices supplied, Map<String, VethOptions.Outside> plan) {
        this.root = root;
        this.inside = inside;
        this.supplied = supplied;
        this.plan = plan;
    }

    /**
     * Looks, before anything is made, whether the image can be restored in the calling thread's network namespace.
     *
     * @param namespaceId the namespace's number in the image
     * @throws EngineException naming the device that cannot be made, or the option that cannot be followed
     */
    public static void check(ImageSet image, int namespaceId, TreeOptions options) {
        NetNamespaceImage content = NetNamespaceImage.read(image, namespaceId);
        SuppliedDevices.check(content, options);
        OutsideEnds.plan(content, VethOptions.of(options), new SuppliedDevices(content, options).names());
    }

    /**
     * Fills the namespace of {@code pid}; the calling thread's is the one its veth devices lead to.
     *
     * @param pid a process in the new namespace, as this process sees it
     * @return to be connected when the tree is resumed, or closed when it is not
     */
    public static NetNamespaceRestore restore(ImageSet image, int namespaceId, int pid, TreeOptions options) {
        NetNamespaceImage content = NetNamespaceImage.read(image, namespaceId);
        SuppliedDevices supplied = new SuppliedDevices(content, options);
        Map<String, VethOptions.Outside> plan = OutsideEnds.plan(content, VethOptions.of(options), supplied.names());
        NamespaceThread inside = NamespaceThread.of(pid, EnumSet.of(NamespaceKind.NET));
        NetNamespaceRestore restore = null;
        try (Fd outside = openOwn()) {
            restore = new NetNamespaceRestore(pid, inside, supplied, plan);
            supplied.give(content, pid);
            restore.outsideEnds.putAll(inside.call(() -> create(content, outside, plan, supplied.names())));
            restore.prepareEnds(content.netns().getNexthops().isEmpty());
            inside.call(() -> fill(content, outside, plan, supplied.names()));
            filters(content, new Tool(pid));
            return restore;
        } catch (RuntimeException e) {
            if (restore == null) {
                inside.close();
            } else {
                restore.close();
            }
            throw e;
        }
    }

    private static Map<String, Integer> create(
            NetNamespaceImage image, Fd outside, Map<String, VethOptions.Outside> plan, Set<String> supplied) {
        try (Rtnl rtnl = new Rtnl()) {
            return new DeviceRestore(rtnl, image, outside, plan, supplied).create();
        }
    }

    /**
     * Ends that are down may belong to a bridge already. Next hops are the exception: the kernel makes them only when their
     * device has a carrier, so their ends come up at once, and join last.
     */
    private void prepareEnds(boolean mayStayDown) {
        if (mayStayDown) {
            joinBridges();
        } else {
            outsideEnds.values().forEach(OutsideEnds::bringUp);
        }
        joined = mayStayDown;
    }

    private void joinBridges() {
        plan.forEach((device, end) -> {
            if (!end.bridge().isEmpty() && outsideEnds.containsKey(device)) {
                OutsideEnds.join(outsideEnds.get(device), end.bridge());
            }
        });
    }

    /** Settings first: some decide what happens when a device comes up. */
    private static Void fill(
            NetNamespaceImage image, Fd outside, Map<String, VethOptions.Outside> plan, Set<String> supplied) {
        SettingsRestore settings = new SettingsRestore(ImageKind.NETNS.fileName(image.id()));
        settings.restore(image.netns(), image.devices());
        try (Rtnl rtnl = new Rtnl()) {
            DeviceRestore devices = new DeviceRestore(rtnl, image, outside, plan, supplied);
            devices.bringUp();
            settings.afterComingUp(image.devices());
            new AddressRestore(rtnl).restore(image.messages(ImageKind.IFADDR, SavedMessages.ADDRESSES));
            devices.generateAddresses();
            RouteRestore routes = new RouteRestore(rtnl);
            routes.nextHops(image.messages(image.netns().getNexthops(), SavedMessages.NEXTHOPS));
            List<NetlinkMessage> all = new ArrayList<>(image.messages(ImageKind.ROUTE, SavedMessages.ROUTES));
            all.addAll(image.messages(ImageKind.ROUTE6, SavedMessages.ROUTES));
            routes.routes(all);
            rules(image, new RuleRestore(rtnl));
        }
        return null;
    }

    private static void rules(NetNamespaceImage image, RuleRestore rules) {
        rules.rules(AF_INET, image.messages(ImageKind.RULE, SavedMessages.RULES));
        if (image.netns().hasRules6()) {
            List<NetlinkMessage> rules6 = image.messages(image.netns().getRules6(), SavedMessages.MORE_RULES);
            rules.rules(AF_INET6, rules6);
        }
        rules.neighbours(image.messages(image.netns().getNeighbours(), SavedMessages.NEIGHBOURS));
    }

    /** CRIU lists its own network lock among the rules; nobody would take it away here. */
    private static void filters(NetNamespaceImage image, Tool tool) {
        image.image()
                .raw(ImageKind.NFTABLES, image.id())
                .map(text -> PeerLock.withoutIn(new String(text, StandardCharsets.UTF_8)))
                .ifPresent(text -> NftRuleset.load(tool, text));
        for (LegacyRuleset ruleset : LegacyRuleset.values()) {
            image.image()
                    .raw(ruleset.kind(), image.id())
                    .filter(text -> text.length > 0)
                    .map(PeerLock::withoutIn)
                    .ifPresent(text -> ruleset.load(tool, text));
        }
    }

    /** Numbers of the outside ends, by name of the device inside. */
    public Map<String, Integer> outsideEnds() {
        return Map.copyOf(outsideEnds);
    }

    /** What is still to be done when this process is gone and the tree is to run. */
    public SideEffect effect() {
        return OutsideEndsAftermath.effect(root, toConnect());
    }

    private List<OutsideEnds.End> toConnect() {
        List<OutsideEnds.End> ends = new ArrayList<>();
        outsideEnds.forEach((device, number) -> {
            String bridge = plan.containsKey(device) ? plan.get(device).bridge() : "";
            ends.add(new OutsideEnds.End(number, joined ? "" : bridge));
        });
        return ends;
    }

    /** Connects the namespace to the outside and tells the neighbours where its addresses are from now on. */
    public void connect() {
        connected = true;
        OutsideEnds.connect(toConnect());
        inside.call(NetNamespaceRestore::announceAll);
        inside.close();
    }

    /** The addresses of the calling thread's network namespace. */
    static Void announceAll() {
        ServiceAddresses.list().forEach(NetNamespaceRestore::announce);
        return null;
    }

    /** An announcement that is lost costs time, nothing else. */
    private static void announce(ServiceAddress address) {
        try {
            Announcement.send(address);
        } catch (RuntimeException e) {
            LOG.debug("cannot announce {}: {}", address, e.getMessage());
        }
    }

    private void giveBack() {
        try (Fd outside = openOwn()) {
            inside.call(() -> supplied.giveBack(outside));
        }
    }

    /** The calling thread's network namespace. */
    private static Fd openOwn() {
        return FileCalls.open("/proc/thread-self/ns/net", Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
    }

    /** Removes what is outside of the namespace, unless it has been connected. */
    @Override
    public void close() {
        if (!connected) {
            giveBack();
            inside.close();
            outsideEnds.values().forEach(OutsideEnds::delete);
            outsideEnds.clear();
        }
    }
}
