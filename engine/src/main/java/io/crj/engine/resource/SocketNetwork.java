package io.crj.engine.resource;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;

/** The network namespace that a socket was made in, which its process may have left; SIOCGSKNS in linux/sockios.h. */
public final class SocketNetwork {

    private static final String SOCKET = "socket:[";

    private SocketNetwork() {}

    /**
     * Refuses a socket that is in another one than the root of the tree.
     *
     * @param copy of the descriptor
     */
    public static void check(FdProbe probe, Fd copy, int root) {
        if (!probe.link().startsWith(SOCKET)) {
            return;
        }
        try (Fd namespace = Fd.own(FileCalls.ioctl(copy, Sockios.SIOCGSKNS, 0))) {
            String own = ProcFile.link("/proc/self/fd/" + namespace.number());
            if (!own.equals(NamespaceCheck.link(root, NamespaceKind.NET.link()))) {
                throw UnsupportedResourceException.fd(
                        probe.pid(),
                        probe.fd(),
                        probe.link(),
                        "it was made in network namespace " + own + ", which is not that of the root of the tree: close"
                                + " it, or start the whole tree in that namespace");
            }
        } catch (SyscallException e) {
            // Without the right to ask, or in a kernel that does not tell: as before.
        }
    }
}
