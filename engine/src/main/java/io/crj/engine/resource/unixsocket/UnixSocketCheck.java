package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.POLLPRI;
import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.FdProbe;
import java.nio.charset.CharacterCodingException;

/** What cannot be carried, found while the tree still runs and looked for again when it stands. */
record UnixSocketCheck(FdProbe probe, Fd socket, SocketRow row, PeerFinder peers) {

    /** What the socket is connected to, if nothing speaks against it. */
    Peer check() {
        Peer peer = peers.of(probe, row, socket);
        name();
        descriptorsInFlight();
        clients();
        if (peer instanceof Peer.Waiting && SocketCalls.ioctlInt(socket, Sockios.SIOCOUTQ) != 0) {
            throw refusal("it has sent bytes, but the connection was not accepted yet; wait until it is");
        }
        if (row.type() != SOCK_DGRAM && (SocketCalls.poll(socket, POLLPRI) & POLLPRI) != 0) {
            throw refusal("urgent data (MSG_OOB) in its queue is not supported yet; wait until it is read");
        }
        return peer;
    }

    private void name() {
        UnixName name = UnixCalls.localName(socket);
        try {
            if (name.isPath()) {
                name.path();
            }
        } catch (CharacterCodingException e) {
            throw refusal("its name \"" + name + "\" is not UTF-8, which is not supported yet");
        }
    }

    private void descriptorsInFlight() {
        if (row.isListening() && FilesInFlight.hasSome(probe)) {
            throw refusal("a connection that waits to be accepted has been sent descriptors (SCM_RIGHTS); wait until it"
                    + " is accepted");
        }
    }

    private void clients() {
        for (long client : row.waiting()) {
            if (!peers.inside().test(client) && !peers.options().skipInFlight()) {
                throw refusal("socket:[" + client + "] outside the tree waits in its queue to be accepted; wait until"
                        + " it is, or give --skip-in-flight to leave such connections behind");
            }
        }
    }

    private UnsupportedResourceException refusal(String why) {
        return UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
    }
}
