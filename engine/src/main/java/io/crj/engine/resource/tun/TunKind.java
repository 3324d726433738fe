package io.crj.engine.resource.tun;

import static io.crj.engine.linux.abi.IfTun.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.NetDeviceEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TunLinkEntry;
import io.crj.engine.image.proto.TunfileEntry;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TunCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;

/**
 * Open files of /dev/net/tun: the other ends, or one queue, of tun and tap devices of the tree's own networks, which come back with
 * those. Packets that the program has not read yet are lost, as on any link.
 */
public final class TunKind implements ResourceKind {

    /** TUNGETIFF says another thing with the bit of IFF_NO_PI, which the device is asked for therefore. */
    private static final int DEVICE_FLAGS =
            IFF_TUN | IFF_TAP | IFF_NAPI | IFF_NAPI_FRAGS | IFF_MULTI_QUEUE | IFF_ONE_QUEUE | IFF_VNET_HDR;

    @Override
    public FdType type() {
        return FdType.TUNF;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isTunnel();
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid());
                Fd copy = FileCalls.pidfdGetfd(process, probe.fd())) {
            TunCalls.attachment(copy).filter(attached -> isOurs(copy)).ifPresent(attached -> {
                throw UnsupportedResourceException.fd(
                        probe.pid(),
                        probe.fd(),
                        probe.link(),
                        "it is attached to network device " + attached.device() + " of this host, which cannot move:"
                                + " start the tree in a network namespace of its own (unshare --net)");
            });
        }
    }

    /** Whether the device is in the network that this process is in, which stays where it is. */
    private static boolean isOurs(Fd copy) {
        try (Fd namespace = Fd.own(FileCalls.ioctl(copy, Sockios.SIOCGSKNS, 0))) {
            return ProcFile.link("/proc/self/fd/" + namespace.number()).equals(ProcFile.link("/proc/self/ns/net"));
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        TunfileEntry.Builder tun = TunfileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(file.probe()))
                .setFown(context.owner(file.probe()));
        Fd copy = context.local(file.probe());
        TunCalls.attachment(copy).ifPresent(attached -> {
            tun.setNetdev(attached.device())
                    .setDeviceFlags(attached.flags() & DEVICE_FLAGS)
                    .setSndbuf(TunCalls.getInt(copy, TUNGETSNDBUF))
                    .setVnethdr(TunCalls.getInt(copy, TUNGETVNETHDRSZ));
            if ((attached.flags() & IFF_DETACH_QUEUE) != 0) {
                tun.setDetached(true);
            }
        });
        path(file, tun, context);
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setTunf(tun)
                .build();
    }

    /** CRIU opens the device by an entry of the same number; the later one says what it is. */
    private static void path(OpenFile file, TunfileEntry.Builder tun, DumpContext context) {
        RegFileEntry.Builder path = RegFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(tun.getFlags())
                .setPos(0)
                .setFown(tun.getFown())
                .setName(file.probe().link());
        context.mountId(file.probe().procPath()).ifPresent(path::setMntId);
        context.image()
                .add(
                        ImageKind.FILES,
                        0,
                        FileEntry.newBuilder()
                                .setType(FdType.REG)
                                .setId(file.id())
                                .setReg(path)
                                .build());
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        TunfileEntry tun = entry.getTunf();
        Descriptions.requirePart(entry, entry.hasTunf(), tun.getId());
        Fd fd = TunCalls.open();
        return Descriptions.done(fd, () -> {
            if (tun.hasNetdev()) {
                attach(fd, entry, device(entry, context).getTun());
            }
            if (tun.hasFown()) {
                Descriptions.restore(fd, tun.getFlags(), tun.getFown(), context);
            }
        });
    }

    private static void attach(Fd fd, FileEntry entry, TunLinkEntry device) {
        TunfileEntry tun = entry.getTunf();
        int flags = tun.hasDeviceFlags() ? tun.getDeviceFlags() : device.getFlags();
        TunCalls.attach(fd, tun.getNetdev(), flags & DEVICE_FLAGS | device.getFlags() & IFF_NO_PI);
        if (tun.hasSndbuf()) {
            TunCalls.setInt(fd, TUNSETSNDBUF, tun.getSndbuf());
        }
        if (tun.hasVnethdr()) {
            TunCalls.setInt(fd, TUNSETVNETHDRSZ, tun.getVnethdr());
        }
        if (tun.getDetached()) {
            TunCalls.detachQueue(fd);
        }
        // Made to stay until it had a file.
        TunCalls.persist(fd, (device.getFlags() & IFF_PERSIST) != 0);
    }

    private static NetDeviceEntry device(FileEntry entry, RestoreContext context) {
        int network = entry.getTunf().getNsId();
        return context.image().messages(NetDeviceEntry.class, ImageKind.NETDEV, network).stream()
                .filter(device -> device.getName().equals(entry.getTunf().getNetdev()) && device.hasTun())
                .findFirst()
                .orElseThrow(() -> new EngineException("open file " + entry.getId() + " of the image is attached to"
                        + " network device " + entry.getTunf().getNetdev() + ", which "
                        + ImageKind.NETDEV.fileName(network)
                        + " does not have; was it dumped with --empty-ns net?"));
    }
}
