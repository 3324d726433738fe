package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.resource.epoll.EpollKind;
import io.crj.engine.resource.eventfd.EventfdKind;
import io.crj.engine.resource.fsnotify.FanotifyKind;
import io.crj.engine.resource.fsnotify.InotifyKind;
import io.crj.engine.resource.inetsocket.InetSocketKind;
import io.crj.engine.resource.memfd.MemfdKind;
import io.crj.engine.resource.netlinksocket.NetlinkSocketKind;
import io.crj.engine.resource.nsfile.NamespaceFileKind;
import io.crj.engine.resource.packetsocket.PacketSocketKind;
import io.crj.engine.resource.pidfd.PidfdKind;
import io.crj.engine.resource.pipe.PipeKind;
import io.crj.engine.resource.regularfile.FifoKind;
import io.crj.engine.resource.regularfile.RegularFileKind;
import io.crj.engine.resource.signalfd.SignalfdKind;
import io.crj.engine.resource.timerfd.TimerfdKind;
import io.crj.engine.resource.tty.TtyKind;
import io.crj.engine.resource.tun.TunKind;
import io.crj.engine.resource.unixsocket.UnixSocketKind;
import java.util.List;

/** All kinds of open files that crj carries. */
public final class ResourceCatalog {

    /** A kind joins crj with its folder and one line here. */
    private static final List<ResourceKind> KINDS = List.of(
            new RegularFileKind(),
            new FifoKind(),
            new PipeKind(),
            new EventfdKind(),
            new TimerfdKind(),
            new SignalfdKind(),
            new EpollKind(),
            new MemfdKind(),
            new InetSocketKind(),
            new UnixSocketKind(),
            new PacketSocketKind(),
            new NetlinkSocketKind(),
            new TtyKind(),
            new InotifyKind(),
            new FanotifyKind(),
            new PidfdKind(),
            new NamespaceFileKind(),
            new TunKind());

    private ResourceCatalog() {}

    public static List<ResourceKind> kinds() {
        return KINDS;
    }

    /**
     * The one kind that claims the open file.
     *
     * @throws UnsupportedResourceException when none does
     */
    public static ResourceKind claim(FdProbe probe) {
        List<ResourceKind> claims = KINDS.stream().filter(k -> k.claims(probe)).toList();
        if (claims.isEmpty()) {
            String why = probe.stat().isSocket()
                    ? ForeignSocket.refusal(probe)
                    : AnonymousInode.refusal(probe.link()).orElse("not supported yet");
            throw UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
        }
        if (claims.size() > 1) {
            throw new EngineException("pid " + probe.pid() + " fd " + probe.fd() + " (" + probe.link()
                    + ") is claimed by more than one kind: " + claims + "; this is a bug in crj");
        }
        return claims.get(0);
    }

    /** The kind that restores entries of {@code type}. */
    public static ResourceKind of(FdType type) {
        return KINDS.stream()
                .filter(k -> k.type() == type)
                .findFirst()
                .orElseThrow(() -> new EngineException("open files of type " + type + " are not supported yet"));
    }
}
