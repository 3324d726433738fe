package io.crj.engine.resource.tty;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What waits between the two sides of a pair. The kernel shows it only to who reads it, so it is read and, where needed,
 * written once more with all processing off; drivers/tty/n_tty.c.
 */
final class PtyQueues {

    /** One read never returns more of a terminal. */
    private static final int CHUNK_BYTES = 4096;
    /** Few enough to be echoed in one go. */
    private static final int WRITE_BYTES = 256;
    /** More than the kernel keeps between the two sides. */
    static final int MAX_BYTES = 1 << 17;

    private static final int SPARE_BYTES = 3;
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private PtyQueues() {}

    /**
     * What waits for a side's reader.
     *
     * @param ends offsets where the reader finds an end of file instead of more
     */
    record Waiting(byte[] bytes, List<Integer> ends) {

        static final Waiting NOTHING = new Waiting(new byte[0], List.of());

        boolean isEmpty() {
            return bytes.length == 0 && ends.isEmpty();
        }
    }

    /** Takes what waits for the master's reader; packet mode is off. */
    static void takeFromMaster(Fd master, QueueSpool spool) {
        spool.raw(QueueSpool.Side.OUTPUT);
        while (isReadable(master)) {
            spool.read(QueueSpool.Side.OUTPUT, master);
        }
    }

    /** Takes what waits for the slave's readers, an unfinished line as well; no modes are locked. */
    static void takeFromSlave(Fd slave, byte[] modes, QueueSpool spool) {
        if (Modes.isCanonical(modes) && !spool.isRaw(QueueSpool.Side.INPUT)) {
            while (isReadable(slave)) {
                spool.read(QueueSpool.Side.INPUT, slave);
            }
        }
        spool.raw(QueueSpool.Side.INPUT);
        TerminalCalls.setModes(slave, raw(modes));
        while (isReadable(slave)) {
            spool.read(QueueSpool.Side.INPUT, slave);
        }
        TerminalCalls.setModes(slave, modes);
    }

    /** Empties both queues for good; no modes are locked, packet mode is off. */
    static void drain(Fd master, Optional<Fd> slave, byte[] modes) {
        slave.ifPresent(fd -> {
            TerminalCalls.setModes(fd, raw(modes));
            while (isReadable(fd)) {
                TerminalCalls.read(fd, CHUNK_BYTES);
            }
        });
        while (isReadable(master)) {
            TerminalCalls.read(master, CHUNK_BYTES);
        }
        TerminalCalls.setModes(master, modes);
    }

    /** Modes in which everything can be read at once. */
    private static byte[] raw(byte[] modes) {
        int flags = Modes.flags(modes, Termbits.C_LFLAG);
        byte[] raw = Modes.withFlags(modes, Termbits.C_LFLAG, flags & ~Termbits.ICANON);
        raw[Termbits.C_CC + Termbits.VMIN] = 1;
        raw[Termbits.C_CC + Termbits.VTIME] = 0;
        return raw;
    }

    private static boolean isReadable(Fd fd) {
        return (TerminalCalls.poll(fd, Poll.POLLIN, AT_ONCE) & Poll.POLLIN) != 0;
    }

    /** Whether a line that was read needs no end of file behind it. */
    static boolean endsItself(byte[] line, byte[] modes) {
        if (line.length == 0) {
            return false;
        }
        byte last = line[line.length - 1];
        return last == '\n'
                || last != 0
                        && (last == modes[Termbits.C_CC + Termbits.VEOL]
                                || last == modes[Termbits.C_CC + Termbits.VEOL2]);
    }

    /**
     * Lets the slave's readers find {@code waiting}; leaves other modes than {@code modes} behind, of the same kind.
     *
     * @param master its queue is empty and its packet mode off
     */
    private static void giveToSlave(Fd master, Fd slave, byte[] modes, Waiting waiting) {
        byte[] spare = waiting.ends.isEmpty() ? new byte[SPARE_BYTES] : unused(waiting.bytes, modes);
        TerminalCalls.setModes(slave, literal(modes, spare));
        int from = 0;
        for (int end : waiting.ends) {
            type(master, slave, modes, Arrays.copyOfRange(waiting.bytes, from, end));
            FileCalls.writeFully(master, new byte[] {spare[0]});
            from = end;
        }
        type(master, slave, modes, Arrays.copyOfRange(waiting.bytes, from, waiting.bytes.length));
        if (!waiting.ends.isEmpty() && from == waiting.bytes.length) {
            // The mark is not echoed; a byte behind it, and what erases that byte, are: then the mark has arrived.
            FileCalls.writeFully(master, new byte[] {spare[1], spare[2]});
            awaitEcho(master, 2);
        }
    }

    /** Modes in which every byte becomes input as it is, and is echoed as it is, so that we see when it has arrived. */
    private static byte[] literal(byte[] modes, byte[] spare) {
        int flags = Modes.flags(modes, Termbits.C_LFLAG);
        int kept = flags & (Termbits.ICANON | Termbits.EXTPROC | Termbits.IEXTEN) | Termbits.ECHO;
        byte[] literal = new byte[Termbits.TERMIOS2_SIZE];
        System.arraycopy(modes, 0, literal, 0, literal.length);
        literal = Modes.withFlags(literal, Termbits.C_IFLAG, 0);
        literal = Modes.withFlags(literal, Termbits.C_OFLAG, 0);
        literal = Modes.withFlags(literal, Termbits.C_LFLAG, kept);
        Arrays.fill(literal, Termbits.C_CC, Termbits.C_CC + Termbits.NCCS, (byte) 0);
        for (int index : new int[] {Termbits.VEOL, Termbits.VEOL2}) {
            literal[Termbits.C_CC + index] = modes[Termbits.C_CC + index];
        }
        literal[Termbits.C_CC + Termbits.VEOF] = spare[0];
        literal[Termbits.C_CC + Termbits.VKILL] = spare[2];
        return literal;
    }

    /** Bytes for the end-of-file mark, for any character and for the one that erases the line: none is in use. */
    private static byte[] unused(byte[] bytes, byte[] modes) {
        boolean[] used = new boolean[1 << Byte.SIZE];
        used[0] = true;
        used['\n'] = true;
        used[modes[Termbits.C_CC + Termbits.VEOL] & 0xff] = true;
        used[modes[Termbits.C_CC + Termbits.VEOL2] & 0xff] = true;
        for (byte b : bytes) {
            used[b & 0xff] = true;
        }
        byte[] unused = new byte[SPARE_BYTES];
        int found = 0;
        for (int i = 0; i < used.length && found < SPARE_BYTES; i++) {
            if (!used[i]) {
                unused[found] = (byte) i;
                found++;
            }
        }
        if (found < SPARE_BYTES) {
            throw new EngineException(
                    "a terminal's input holds nearly all 256 bytes and an end of file: not supported");
        }
        return unused;
    }

    private static void type(Fd master, Fd slave, byte[] modes, byte[] bytes) {
        boolean echoed = (Modes.flags(modes, Termbits.C_LFLAG) & Termbits.EXTPROC) == 0;
        for (int at = 0; at < bytes.length; at += WRITE_BYTES) {
            byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + WRITE_BYTES));
            int before = TerminalCalls.number(slave, TtyIoctls.FIONREAD);
            FileCalls.writeFully(master, part);
            if (echoed) {
                awaitEcho(master, part.length);
            } else {
                awaitInput(slave, before + part.length);
            }
        }
    }

    private static void awaitEcho(Fd master, int bytes) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        int missing = bytes;
        while (missing > 0) {
            if ((TerminalCalls.poll(master, Poll.POLLIN, PATIENCE) & Poll.POLLIN) != 0) {
                missing -= TerminalCalls.read(master, missing).length;
            }
            requireTime(deadlineNanos);
        }
    }

    private static void awaitInput(Fd slave, int bytes) {
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (TerminalCalls.number(slave, TtyIoctls.FIONREAD) < bytes) {
            requireTime(deadlineNanos);
            Thread.onSpinWait();
        }
    }

    private static void requireTime(long deadlineNanos) {
        if (System.nanoTime() - deadlineNanos > 0) {
            throw new EngineException("a terminal does not take back the input that waited in it");
        }
    }

    /** Lets the master's reader find {@code waiting}; leaves output modes off. */
    private static void giveToMaster(Fd slave, byte[] modes, Waiting waiting) {
        TerminalCalls.setModes(slave, Modes.withFlags(modes, Termbits.C_OFLAG, 0));
        try (Fd writer = FileCalls.reopen(slave, Fcntl.O_WRONLY | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK)) {
            FileCalls.writeFully(writer, waiting.bytes);
        }
    }

    /** Fills both queues, the modes still to be set; packet mode is off and no modes are locked. */
    static void fill(Fd master, Optional<Fd> slave, byte[] modes, Waiting output, Waiting input) {
        slave.ifPresent(fd -> {
            if (!input.isEmpty()) {
                giveToSlave(master, fd, modes, input);
            }
        });
        if (output.isEmpty()) {
            return;
        }
        if (slave.isPresent()) {
            giveToMaster(slave.get(), modes, output);
        } else {
            try (Fd peer = TerminalCalls.openPeer(master, Fcntl.O_RDWR)) {
                giveToMaster(peer, modes, output);
            }
        }
    }
}
