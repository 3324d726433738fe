package io.crj.engine.resource;

import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import java.util.Map;

/** Sockets of families that no kind carries; linux/socket.h. */
final class ForeignSocket {

    private static final Map<Integer, String> FAMILIES = Map.of(
            15, "an IPsec key socket (AF_KEY)",
            21, "an RDS socket",
            29, "a CAN socket",
            30, "a TIPC socket",
            31, "a Bluetooth socket",
            38, "a socket of the kernel's cryptography (AF_ALG)",
            40, "a socket between virtual machines (vsock)",
            41, "a KCM socket",
            43, "an SMC socket",
            44, "an XDP socket");

    private ForeignSocket() {}

    /** Why it is refused, and what to do. */
    static String refusal(FdProbe probe) {
        try (Fd process = FileCalls.pidfdOpen(probe.pid());
                Fd socket = FileCalls.pidfdGetfd(process, probe.fd())) {
            int family = SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN);
            return FAMILIES.getOrDefault(family, "a socket of family " + family)
                    + " is tied to this host and its kernel, and cannot be carried; have the program close it first";
        }
    }
}
