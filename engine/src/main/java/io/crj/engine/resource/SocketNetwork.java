package io.crj.engine.resource;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The network namespace that a socket was made in, which its process may have left; SIOCGSKNS in linux/sockios.h. */
public final class SocketNetwork {

    private static final String SOCKET = "socket:[";

    /** Kinds that are carried also when a part of the tree has their network for itself. */
    private static final Set<FdType> NESTED = EnumSet.of(FdType.UNIXSK, FdType.INETSK, FdType.TUNF);

    private final Map<String, Integer> inhabitants = new LinkedHashMap<>();
    private final String ofRoot;

    /** @param pids all processes of the tree, of which {@code root} is one */
    public SocketNetwork(int root, Collection<Integer> pids) {
        ofRoot = NamespaceCheck.link(root, NamespaceKind.NET.link());
        for (int pid : pids) {
            String own = NamespaceCheck.link(pid, NamespaceKind.NET.link());
            if (!own.isEmpty() && !own.equals(ofRoot)) {
                inhabitants.putIfAbsent(own, pid);
            }
        }
    }

    /**
     * A process in the namespace of a socket, if that is one that only a part of the tree is in.
     *
     * @param copy of the descriptor
     * @throws UnsupportedResourceException when none of the tree is in that namespace, or the kind cannot be carried there
     */
    public OptionalInt nested(FdProbe probe, Fd copy, ResourceKind kind) {
        if (!probe.link().startsWith(SOCKET) && kind.type() != FdType.TUNF) {
            return OptionalInt.empty();
        }
        String own;
        try (Fd namespace = Fd.own(FileCalls.ioctl(copy, Sockios.SIOCGSKNS, 0))) {
            own = ProcFile.link("/proc/self/fd/" + namespace.number());
        } catch (SyscallException e) {
            // Without the right to ask, or in a kernel that does not tell: as before.
            return OptionalInt.empty();
        }
        if (own.equals(ofRoot)) {
            return OptionalInt.empty();
        }
        boolean carried = inhabitants.containsKey(own) && NESTED.contains(kind.type());
        if (!carried || kind instanceof ResourceKind.Lockable lockable && isConnected(lockable, probe)) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "it was made in network namespace " + own + ", which is not that of the root of the tree: close"
                            + " it, or start the whole tree in that namespace");
        }
        return OptionalInt.of(inhabitants.get(own));
    }

    private static boolean isConnected(ResourceKind.Lockable lockable, FdProbe probe) {
        return !lockable.connections(probe).isEmpty();
    }

    /** Whether there is but one network. */
    public boolean isOne() {
        return inhabitants.isEmpty();
    }
}
