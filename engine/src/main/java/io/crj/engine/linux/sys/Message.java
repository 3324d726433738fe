package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.SyscallNumber.RECVMSG;
import static io.crj.engine.linux.abi.SyscallNumber.SENDMSG;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import java.util.Optional;

/**
 * A message in the queue of a unix socket; recvmsg(2), sendmsg(2), unix(7).
 *
 * @param name the sender's, when it is received; the receiver's, when it is sent to one that is not the peer
 * @param credentials the sender's, where they were asked for
 */
public record Message(byte[] bytes, UnixName name, Optional<Credentials> credentials) {

    private static final Syscalls SYS = Syscalls.get();
    private static final int NAME_SIZE = 128;
    /** For credentials; descriptors that come with a message find no room and are not installed; recvmsg(2). */
    private static final int CONTROL_SIZE = 64;

    private static final int PEEK = MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC;

    /** Who sent it. */
    public record Credentials(int pid, int uid, int gid) {}

    /**
     * Looks at the next message of a datagram or seqpacket socket, from its SO_PEEK_OFF on, and leaves it where it is.
     *
     * @return empty when no message is there
     */
    public static Optional<Message> peek(Fd fd) {
        // Without room the kernel tells the length, and counts nothing as looked at but messages without any byte.
        try (Received head = Received.peek(fd, 0)) {
            if (head.length < 0) {
                return Optional.empty();
            }
            if (head.length == 0) {
                return Optional.of(head.message());
            }
            try (Received whole = Received.peek(fd, head.length)) {
                return Optional.of(whole.message());
            }
        }
    }

    /**
     * Looks at what is next in a stream: at most {@code maxBytes}, of one sender.
     *
     * @return empty when nothing is there
     */
    public static Optional<Message> peekStream(Fd fd, int maxBytes) {
        try (Received piece = Received.peek(fd, maxBytes)) {
            return piece.length <= 0 ? Optional.empty() : Optional.of(piece.message());
        }
    }

    /** What one recvmsg(2) answered. */
    private static final class Received implements AutoCloseable {

        private final NativeBuffer data;
        private final NativeBuffer name = NativeBuffer.allocate(NAME_SIZE);
        private final NativeBuffer control = NativeBuffer.allocate(CONTROL_SIZE);
        private final NativeBuffer vector;
        private final NativeBuffer header;
        private int length = -1;

        private Received(int maxBytes) {
            data = NativeBuffer.allocate(maxBytes);
            vector = vector(data, maxBytes);
            header = header(vector)
                    .putLong(MSG_NAME, name.address())
                    .putInt(MSG_NAMELEN, NAME_SIZE)
                    .putLong(MSG_CONTROL, control.address())
                    .putLong(MSG_CONTROLLEN, CONTROL_SIZE);
        }

        static Received peek(Fd fd, int maxBytes) {
            Received received = new Received(maxBytes);
            long result = SYS.call(RECVMSG, fd.number(), received.header.address(), PEEK, 0, 0, 0);
            if (result != -Errno.EAGAIN) {
                try {
                    received.length = (int) check(result, "recvmsg", fd.toString());
                } catch (SyscallException e) {
                    received.close();
                    throw e;
                }
            }
            return received;
        }

        Message message() {
            UnixName sender = UnixName.decode(name, header.getInt(MSG_NAMELEN));
            return new Message(data.getBytes(0, length), sender, credentials());
        }

        private Optional<Credentials> credentials() {
            long end = header.getLong(MSG_CONTROLLEN);
            for (long at = 0; at + CMSGHDR_SIZE <= end; at += aligned(control.getLong(at))) {
                if (control.getInt(at + CMSG_LEVEL) == SOL_SOCKET
                        && control.getInt(at + CMSG_TYPE) == SCM_CREDENTIALS) {
                    long ids = at + CMSGHDR_SIZE;
                    return Optional.of(new Credentials(
                            control.getInt(ids),
                            control.getInt(ids + Integer.BYTES),
                            control.getInt(ids + 2L * Integer.BYTES)));
                }
            }
            return Optional.empty();
        }

        @Override
        public void close() {
            header.close();
            vector.close();
            control.close();
            name.close();
            data.close();
        }
    }

    /** Sends it without waiting, with the sender's credentials if it has any. */
    public void send(Fd fd) {
        byte[] address = name.isEmpty() ? new byte[0] : name.address();
        try (NativeBuffer data = NativeBuffer.of(bytes);
                NativeBuffer destination = NativeBuffer.of(address);
                NativeBuffer control = NativeBuffer.allocate(CONTROL_SIZE);
                NativeBuffer vector = vector(data, bytes.length);
                NativeBuffer header = header(vector)) {
            if (address.length > 0) {
                header.putLong(MSG_NAME, destination.address()).putInt(MSG_NAMELEN, address.length);
            }
            long controlBytes = control(control);
            if (controlBytes > 0) {
                header.putLong(MSG_CONTROL, control.address()).putLong(MSG_CONTROLLEN, controlBytes);
            }
            long sent = SYS.call(SENDMSG, fd.number(), header.address(), MSG_DONTWAIT | MSG_NOSIGNAL, 0, 0, 0);
            check(sent, "sendmsg", fd + " " + bytes.length + " bytes to " + name);
        }
    }

    private long control(NativeBuffer control) {
        if (credentials.isEmpty()) {
            return 0;
        }
        Credentials sender = credentials.get();
        control.putLong(0, CMSGHDR_SIZE + UCRED_SIZE)
                .putInt(CMSG_LEVEL, SOL_SOCKET)
                .putInt(CMSG_TYPE, SCM_CREDENTIALS)
                .putInt(CMSGHDR_SIZE, sender.pid)
                .putInt(CMSGHDR_SIZE + Integer.BYTES, sender.uid)
                .putInt(CMSGHDR_SIZE + 2L * Integer.BYTES, sender.gid);
        return aligned(CMSGHDR_SIZE + UCRED_SIZE);
    }

    private static long aligned(long size) {
        return size + Long.BYTES - 1 & -Long.BYTES;
    }

    private static NativeBuffer vector(NativeBuffer data, int sizeBytes) {
        return NativeBuffer.allocate(2L * Long.BYTES).putLong(0, data.address()).putLong(Long.BYTES, sizeBytes);
    }

    private static NativeBuffer header(NativeBuffer vector) {
        return NativeBuffer.allocate(MSGHDR_SIZE)
                .putLong(MSG_IOV, vector.address())
                .putLong(MSG_IOVLEN, 1);
    }
}
