package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.DumpOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.SocketOptions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is refused while the tree still runs. */
final class InetSocketCheck {

    private static final int ULP_NAME_MAX = 16;
    private static final Duration ACCEPT_PATIENCE = Duration.ofMillis(500);
    private static final Duration ACCEPT_PAUSE = Duration.ofMillis(1);

    private final FdProbe probe;
    private final Fd socket;
    private final SocketType type;
    private final CheckContext context;

    private InetSocketCheck(FdProbe probe, Fd socket, CheckContext context) {
        this.context = context;
        this.probe = probe;
        this.socket = socket;
        this.type = SocketType.of(socket);
    }

    static void check(FdProbe probe, Fd socket, CheckContext context) {
        DumpOptions options = context.options();
        InetSocketCheck check = new InetSocketCheck(probe, socket, context);
        if (check.type.isTcp()) {
            check.tcp(options);
        } else if (check.type.isUdp()) {
            check.udp();
        } else if (!check.type.isCarried()) {
            throw check.refuse("an " + check.type.describe()
                    + " cannot be carried, for the kernel does not show its state; use TCP or UDP, or end it first");
        }
        SocketOptions.check(probe, socket);
    }

    private void tcp(DumpOptions options) {
        TcpInfo info = TcpInfo.read(socket);
        if (TcpState.isUnderWay(info.state())) {
            connected(options);
        } else if (info.state() == TCP_CLOSE) {
            closed();
        } else if (info.state() == TCP_LISTEN) {
            listening(info, options);
        } else {
            throw refuse("a TCP connection " + ends() + " in state " + TcpState.name(info.state())
                    + " is not supported yet; wait until it is established");
        }
        String upperLayer = SocketCalls.getText(socket, IPPROTO_TCP, TCP_ULP, ULP_NAME_MAX);
        if (!upperLayer.isEmpty()) {
            throw refuse("a TCP socket with upper layer protocol \"" + upperLayer
                    + "\" cannot be carried, for its keys and state belong to the kernel; end the connection first");
        }
    }

    private void listening(TcpInfo info, DumpOptions options) {
        if (info.acceptQueue() == 0 || options.tree().skipInFlight()) {
            return;
        }
        // A program that serves accepts them in a moment; before the freeze they are waited for once more.
        long end = System.nanoTime() + ACCEPT_PATIENCE.toNanos();
        int waiting = info.acceptQueue();
        while (waiting != 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
            waiting = TcpInfo.read(socket).acceptQueue();
        }
        if (waiting != 0) {
            throw refuse(waiting + " connections to " + SocketCalls.localEndpoint(socket)
                    + " wait to be accepted; try again, or leave them behind with --skip-in-flight");
        }
    }

    private void closed() {
        EndedConnection.refusal(socket).ifPresent(why -> {
            throw refuse(why);
        });
    }

    private void connected(DumpOptions options) {
        boolean urgent = (SocketCalls.poll(socket, POLLPRI) & POLLPRI) != 0 || UrgentMark.isAhead(socket, context);
        if (urgent && !options.tree().tcpClose()) {
            throw refuse("urgent data (MSG_OOB) waits in the TCP connection " + ends()
                    + ", or what precedes it was not read, and its place cannot be marked again; try again when the process"
                    + " has read all that came before");
        }
        if (!options.tree().tcpEstablished() && !options.tree().tcpClose()) {
            throw refuse("an established TCP connection " + ends()
                    + " is only carried with --tcp-established, or dropped with --tcp-close; give one of them");
        }
    }

    private void udp() {
        requireUncorked(probe, socket);
        if (SocketCalls.getInt(socket, IPPROTO_UDP, UDP_ENCAP) != 0) {
            throw refuse("a UDP socket that encapsulates other protocols (UDP_ENCAP) is not supported yet");
        }
    }

    /** Bytes that a corked socket puts together can be seen by nobody. */
    static void requireUncorked(FdProbe probe, Fd socket) {
        if (SocketCalls.getInt(socket, IPPROTO_UDP, UDP_CORK) != 0
                && SocketCalls.ioctlInt(socket, Sockios.SIOCOUTQ) != 0) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "a corked UDP socket (UDP_CORK) holds a datagram that is not whole, and the kernel does not give it"
                            + " back; try again when it was sent");
        }
    }

    private String ends() {
        return SocketCalls.localEndpoint(socket) + " - " + SocketCalls.calledEndpoint(socket, type.family());
    }

    private UnsupportedResourceException refuse(String why) {
        return UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
    }
}
