package io.crj.engine.resource.unixsocket;

import io.crj.engine.linux.sys.UnixName;
import java.util.List;

/**
 * A unix socket as the kernel lists it; sock_diag(7), linux/unix_diag.h.
 *
 * @param inode the number in {@code socket:[…]}
 * @param type SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET
 * @param state TCP_ESTABLISHED, TCP_CLOSE or TCP_LISTEN of include/net/tcp_states.h
 * @param file inode of the file it is bound to; 0 without one
 * @param device of the file system that holds the file, as the kernel counts it
 * @param peer inode of the socket it is connected to; 0 without one, or with one that no process holds
 * @param waiting of a listening socket: inodes of those that wait to be accepted; 0 stands for one whose process is gone
 * @param backlog of a listening socket: how many may wait; of others, bytes sent and not read yet
 * @param shutdown 1 for receiving, 2 for sending, 3 for both
 */
record SocketRow(
        long inode,
        int type,
        int state,
        UnixName name,
        long file,
        long device,
        long peer,
        List<Long> waiting,
        int backlog,
        int shutdown) {

    static final int ESTABLISHED = 1;
    static final int CLOSE = 7;
    static final int LISTEN = 10;

    boolean isListening() {
        return state == LISTEN;
    }
}
