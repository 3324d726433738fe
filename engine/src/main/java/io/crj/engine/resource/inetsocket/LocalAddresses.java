package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.SOCK_CLOEXEC;
import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;

import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.SharedState;
import java.net.InetAddress;

/** Sockets that are bound to an address that is not this host's: IP_FREEBIND in ip(7). */
final class LocalAddresses {

    private LocalAddresses() {}

    private record Key(InetAddress address) {}

    /** Of a connection the address need not be found again: who is called has it. */
    static void dump(Fd socket, SocketType type, SharedState state, InetSkEntry.Builder entry) {
        InetEndpoint local = SocketCalls.localEndpoint(socket);
        boolean connected =
                type.isTcp() && TcpState.isUnderWay(TcpInfo.read(socket).state());
        if (!local.isWildcard() && !connected && !entry.getIpOpts().getFreebind()) {
            boolean own = state.shared(new Key(local.address()), () -> isOwn(local));
            if (!own) {
                entry.setCrjFreelyBound(true);
            }
        }
    }

    private static boolean isOwn(InetEndpoint local) {
        InetEndpoint anyPort = new InetEndpoint(local.family(), local.words(), 0, local.scopeId());
        try (Fd probe = SocketCalls.socket(local.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
            SocketCalls.bind(probe, anyPort);
            return true;
        } catch (SyscallException e) {
            return e.errno() != Errno.EADDRNOTAVAIL;
        }
    }

    /** Before bind(2); what the option is in the end is set with the others. */
    static void restore(Fd socket, SocketType type, InetSkEntry entry) {
        if (entry.getIpOpts().getFreebind() || entry.getCrjFreelyBound()) {
            IpOptions.foreign(socket, type, true);
        }
    }
}
