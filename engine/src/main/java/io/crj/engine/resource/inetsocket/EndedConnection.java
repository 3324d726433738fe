package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;

/** A TCP socket whose connection was reset, was closed by both, or was dropped by {@code --tcp-close}. */
final class EndedConnection {

    private EndedConnection() {}

    /** Whether a closed socket had a connection: one that never had is not shut down. */
    static boolean is(Fd socket) {
        return (SocketCalls.poll(socket, POLLRDHUP) & POLLRDHUP) != 0;
    }

    /** What the process could still learn from the socket, in words; empty when nothing. */
    static String unread(Fd socket) {
        if ((SocketCalls.poll(socket, POLLERR) & POLLERR) != 0) {
            return "a TCP connection that was reset, of which the process has not heard,";
        }
        int bytes = is(socket) ? SocketCalls.ioctlInt(socket, Sockios.SIOCINQ) : 0;
        return bytes == 0 ? "" : "a TCP connection that has ended, with " + bytes + " bytes not read,";
    }
}
