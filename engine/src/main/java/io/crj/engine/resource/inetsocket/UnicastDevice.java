package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_IP;
import static io.crj.engine.linux.abi.In.IPPROTO_IPV6;
import static io.crj.engine.linux.abi.In.IPV6_UNICAST_IF;
import static io.crj.engine.linux.abi.In.IP_UNICAST_IF;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetworkInterfaces;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;

/** The interface through which a socket sends, other than multicast: IP_UNICAST_IF in ip(7). In images it has its name. */
final class UnicastDevice {

    private UnicastDevice() {}

    static void dump(Fd socket, SocketType type, InetSkEntry.Builder entry) {
        boolean v6 = type.family() == AF_INET6;
        if (!(v6 && type.isRaw())) {
            int index = Integer.reverseBytes(SocketCalls.getInt(socket, IPPROTO_IP, IP_UNICAST_IF));
            if (index != 0) {
                entry.setCrjUnicastDevice(NetworkInterfaces.name(index));
            }
        }
        if (v6) {
            int index = Integer.reverseBytes(SocketCalls.getInt(socket, IPPROTO_IPV6, IPV6_UNICAST_IF));
            if (index != 0) {
                entry.setCrjUnicastDevice6(NetworkInterfaces.name(index));
            }
        }
    }

    /** After the socket was bound to a device, if it is: this must be the same one. */
    static void restore(Fd socket, InetSkEntry entry) {
        if (entry.hasCrjUnicastDevice()) {
            set(socket, IPPROTO_IP, IP_UNICAST_IF, entry.getCrjUnicastDevice());
        }
        if (entry.hasCrjUnicastDevice6()) {
            set(socket, IPPROTO_IPV6, IPV6_UNICAST_IF, entry.getCrjUnicastDevice6());
        }
    }

    private static void set(Fd socket, int level, int option, String device) {
        int index;
        try {
            index = NetworkInterfaces.index(device);
        } catch (SyscallException e) {
            throw new EngineException(
                    "a socket sends through network device \"" + device + "\" (IP_UNICAST_IF), which this host does not"
                            + " have; create it or give an existing one that name",
                    e);
        }
        SocketCalls.setInt(socket, level, option, Integer.reverseBytes(index));
    }
}
