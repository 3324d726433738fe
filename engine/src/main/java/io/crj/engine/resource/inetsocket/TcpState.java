package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Tcp.*;

/** What the states of a TCP socket mean for carrying it; RFC 9293 section 3.3.2. */
final class TcpState {

    private static final String[] NAMES = {
        "none",
        "ESTABLISHED",
        "SYN_SENT",
        "SYN_RECV",
        "FIN_WAIT1",
        "FIN_WAIT2",
        "TIME_WAIT",
        "CLOSE",
        "CLOSE_WAIT",
        "LAST_ACK",
        "LISTEN",
        "CLOSING"
    };

    private TcpState() {}

    static String name(int state) {
        return state >= 0 && state < NAMES.length ? NAMES[state] : "state " + state;
    }

    /** Whether there is a connection that can be carried, in whatever stage of being closed. */
    static boolean isConnected(int state) {
        return state == TCP_ESTABLISHED || finSent(state) || finReceived(state);
    }

    /** Whether there is a connection, or one was asked for. */
    static boolean isUnderWay(int state) {
        return isConnected(state) || state == TCP_SYN_SENT;
    }

    /** Whether this end has closed its direction; the FIN counts as one byte of the sequence. */
    static boolean finSent(int state) {
        return finUnacknowledged(state) || state == TCP_FIN_WAIT2;
    }

    /** Whether this end's FIN is still in the send queue. */
    static boolean finUnacknowledged(int state) {
        return state == TCP_FIN_WAIT1 || state == TCP_LAST_ACK || state == TCP_CLOSING;
    }

    /** Whether the peer has closed its direction. */
    static boolean finReceived(int state) {
        return state == TCP_CLOSE_WAIT || state == TCP_LAST_ACK || state == TCP_CLOSING;
    }
}
