package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.Socket.SOCK_CLOEXEC;
import static io.crj.engine.linux.abi.SyscallNumber.*;

import io.crj.engine.image.proto.CrjCredentials;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.RestoreContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Has sockets made, connected and listening by the process that did so before, so that the other end sees the right
 * process, user and group (SO_PEERCRED); where that one has ended, one does it that has its number for a moment.
 */
record Impersonation(RestoreContext context) {

    private static final long UNCHANGED = -1;

    /** socketpair(2), by whom {@code entry} has for its peer. */
    UnixCalls.Pair pair(int type, UnixSkEntry entry) {
        return acting(entry, helper -> pair(type, entry, helper)).orElseGet(() -> UnixCalls.pair(type));
    }

    private static Optional<UnixCalls.Pair> pair(int type, UnixSkEntry entry, RestoreContext.Helper helper) {
        long at = helper.task().push(new byte[2 * Integer.BYTES]);
        long result = as(entry.getCrjPeerCredentials(), helper, () -> helper.task()
                .call(SOCKETPAIR, AF_UNIX, type | SOCK_CLOEXEC, 0, at));
        if (result < 0) {
            helper.task().resetScratch();
            return Optional.empty();
        }
        ByteBuffer numbers =
                ByteBuffer.wrap(helper.task().read(at, 2 * Integer.BYTES)).order(ByteOrder.nativeOrder());
        helper.task().resetScratch();
        return Optional.of(new UnixCalls.Pair(take(helper, numbers.getInt()), take(helper, numbers.getInt())));
    }

    private static Fd take(RestoreContext.Helper helper, int fd) {
        try (Fd process = FileCalls.pidfdOpen(helper.task().pid())) {
            return FileCalls.pidfdGetfd(process, fd);
        } finally {
            helper.task().call(CLOSE, fd);
        }
    }

    /** listen(2), by whom clients of {@code entry}'s kind see. */
    void listen(Fd socket, int backlog, UnixSkEntry entry) {
        boolean done = acting(entry, helper -> succeeded(with(socket, entry, helper, LISTEN, backlog, 0) >= 0))
                .isPresent();
        if (!done) {
            SocketCalls.listen(socket, backlog);
        }
    }

    /** connect(2) of {@code client}, by whom the server sees, to a listener of ours. */
    void connect(Fd client, Fd listener, Place place, UnixName name, UnixSkEntry server) {
        boolean done = acting(server, helper -> succeeded(connect(client, listener, name, server, helper)))
                .isPresent();
        if (!done) {
            place.connect(client, name);
        }
    }

    private static Optional<Boolean> succeeded(boolean done) {
        return done ? Optional.of(true) : Optional.empty();
    }

    private static boolean connect(
            Fd client, Fd listener, UnixName name, UnixSkEntry server, RestoreContext.Helper helper) {
        Optional<Fd> file = UnixCalls.file(listener);
        try {
            int copy = file.isPresent() ? helper.give(file.get()) : -1;
            // Whatever the directory and the root of the process: a link that leads to the very file.
            UnixName direct = copy < 0 ? name : UnixName.of(("/proc/self/fd/" + copy).getBytes());
            byte[] address = direct.address();
            long at = helper.task().push(address);
            long result = with(client, server, helper, CONNECT, at, address.length);
            helper.task().resetScratch();
            if (copy >= 0) {
                helper.task().call(CLOSE, copy);
            }
            return result == 0;
        } finally {
            file.ifPresent(Fd::close);
        }
    }

    private static long with(
            Fd socket, UnixSkEntry entry, RestoreContext.Helper helper, long call, long second, long third) {
        int copy = helper.give(socket);
        long result =
                as(entry.getCrjPeerCredentials(), helper, () -> helper.task().call(call, copy, second, third));
        helper.task().call(CLOSE, copy);
        return result;
    }

    /**
     * Has it done by who did it; names belong to the network namespace of the calling thread, in which that one has to be.
     *
     * @return nothing if it was not done
     */
    private <T> Optional<T> acting(UnixSkEntry entry, Function<RestoreContext.Helper, Optional<T>> action) {
        if (!entry.hasCrjPeerCredentials()) {
            return Optional.empty();
        }
        String own = ProcFile.link("/proc/thread-self/ns/net");
        return context.acting(
                entry.getCrjPeerCredentials().getPid(),
                helper -> ProcFile.link("/proc/" + helper.task().pid() + "/ns/net")
                                .equals(own)
                        ? action.apply(helper)
                        : Optional.empty());
    }

    /** With that user and group in force, and root's again afterwards. */
    private static long as(CrjCredentials who, RestoreContext.Helper helper, LongSupplier call) {
        boolean root = who.getUid() == 0 && who.getGid() == 0;
        if (!root) {
            helper.task().call(SETRESGID, UNCHANGED, who.getGid(), UNCHANGED);
            helper.task().call(SETRESUID, UNCHANGED, who.getUid(), UNCHANGED);
            // Files are open to it as before: the name may be one of ours for a moment.
            helper.task().call(SETFSUID, 0);
        }
        try {
            return call.getAsLong();
        } finally {
            if (!root) {
                helper.task().call(SETRESUID, UNCHANGED, 0, UNCHANGED);
                helper.task().call(SETRESGID, UNCHANGED, 0, UNCHANGED);
            }
        }
    }
}
