package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.SyscallNumber.RECVMSG;
import static io.crj.engine.linux.abi.SyscallNumber.SENDMSG;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message in the queue of a unix socket; recvmsg(2), sendmsg(2), unix(7).
 *
 * @param name the sender's, when it is received; the receiver's, when it is sent to one that is not the peer
 * @param credentials the sender's, where they were asked for
 * @param files open files that it carries (SCM_RIGHTS); of a received one the receiver's to close
 */
public record Message(byte[] bytes, UnixName name, Optional<Credentials> credentials, List<Fd> files) {

    private static final Syscalls SYS = Syscalls.get();
    private static final int NAME_SIZE = 128;
    /** For credentials, a process descriptor, time stamps and as many descriptors as a message can have; net/scm.h. */
    private static final int CONTROL_SIZE = 2048;

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
            head.closeFiles();
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

    /**
     * How many of the next {@code lengthBytes} of a stream, of which the last ones came with files, came before these.
     *
     * <p>What was sent in one piece is copied in one piece, and not at all where there is no memory for its last byte; the
     * pieces before are counted; unix_stream_read_generic, net/unix/af_unix.c.
     */
    public static int bytesBeforeLast(Fd fd, int lengthBytes) {
        try (NativeBuffer data = NativeBuffer.allocate(lengthBytes);
                NativeBuffer vectors = NativeBuffer.allocate(4L * Long.BYTES);
                NativeBuffer header = header(vectors).putLong(MSG_IOVLEN, 2)) {
            vectors.putLong(0, data.address())
                    .putLong(Long.BYTES, lengthBytes - 1L)
                    .putLong(2L * Long.BYTES, 0)
                    .putLong(3L * Long.BYTES, 1);
            long result = SYS.call(RECVMSG, fd.number(), header.address(), PEEK, 0, 0, 0);
            return result == -Errno.EFAULT ? 0 : (int) check(result, "recvmsg", fd.toString());
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
            return new Message(data.getBytes(0, length), sender, credentials(), files());
        }

        private Optional<Credentials> credentials() {
            return part(SCM_CREDENTIALS).map(at -> {
                long ids = at + CMSGHDR_SIZE;
                return new Credentials(
                        control.getInt(ids),
                        control.getInt(ids + Integer.BYTES),
                        control.getInt(ids + 2L * Integer.BYTES));
            });
        }

        private List<Fd> files() {
            return numbers(SCM_RIGHTS);
        }

        /** Descriptors that came with a control message of that type. */
        private List<Fd> numbers(int type) {
            List<Fd> files = new ArrayList<>();
            part(type).ifPresent(at -> {
                long end = at + control.getLong(at);
                for (long fd = at + CMSGHDR_SIZE; fd + Integer.BYTES <= end; fd += Integer.BYTES) {
                    if (control.getInt(fd) >= 0) {
                        files.add(Fd.own(control.getInt(fd)));
                    }
                }
            });
            return files;
        }

        /** Where the control message of that type begins. */
        private Optional<Long> part(int type) {
            long end = length < 0 ? 0 : header.getLong(MSG_CONTROLLEN);
            for (long at = 0; at + CMSGHDR_SIZE <= end; at += aligned(control.getLong(at))) {
                if (control.getInt(at + CMSG_LEVEL) == SOL_SOCKET && control.getInt(at + CMSG_TYPE) == type) {
                    return Optional.of(at);
                }
            }
            return Optional.empty();
        }

        void closeFiles() {
            files().forEach(Fd::close);
        }

        @Override
        public void close() {
            numbers(SCM_PIDFD).forEach(Fd::close);
            header.close();
            vector.close();
            control.close();
            name.close();
            data.close();
        }
    }

    /** How many descriptors one message can have; SCM_MAX_FD, net/scm.h. */
    public static final int MAX_FILES = 253;

    /** Sends it without waiting, with the sender's credentials and the files if it has any. */
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
        long at = 0;
        if (credentials.isPresent()) {
            Credentials sender = credentials.get();
            at = begin(control, at, SCM_CREDENTIALS, UCRED_SIZE);
            control.putInt(CMSGHDR_SIZE, sender.pid)
                    .putInt(CMSGHDR_SIZE + Integer.BYTES, sender.uid)
                    .putInt(CMSGHDR_SIZE + 2L * Integer.BYTES, sender.gid);
        }
        if (!files.isEmpty()) {
            long data = at + CMSGHDR_SIZE;
            at = begin(control, at, SCM_RIGHTS, files.size() * Integer.BYTES);
            for (int i = 0; i < files.size(); i++) {
                control.putInt(data + (long) i * Integer.BYTES, files.get(i).number());
            }
        }
        return at;
    }

    private static long begin(NativeBuffer control, long at, int type, int dataBytes) {
        control.putLong(at, CMSGHDR_SIZE + dataBytes)
                .putInt(at + CMSG_LEVEL, SOL_SOCKET)
                .putInt(at + CMSG_TYPE, type);
        return at + aligned(CMSGHDR_SIZE + dataBytes);
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
