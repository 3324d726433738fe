package io.crj.engine.resource.tty;

import static io.crj.engine.linux.abi.SyscallNumber.READ;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.Syscalls;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What was read out of a terminal's two queues, in a mapped file that the kernel itself reads into: from the moment it
 * leaves the queue it is there for whoever puts it back.
 *
 * <pre>
 *   page 0            state, seed of the filling
 *   for each queue    reads, bytes, raw, reading   numbers of finished reads and of their bytes, whether line mode is
 *                     over, where the last read that was begun puts its bytes (from 1)
 *                     lengths             of each read; negative for one that was a line
 *                     bytes               behind them filling, so that a read that was not counted yet is seen
 * </pre>
 */
final class QueueSpool {

    /** How far it is; anything but the last means that the queues are not what they were. */
    enum State {
        TAKING,
        TAKEN,
        REFILLING,
        DONE
    }

    /** The two queues. */
    enum Side {
        OUTPUT,
        INPUT
    }

    private static final int STATE = 0;
    private static final int SEED = 8;
    private static final int READS = 0;
    private static final int BYTES = 4;
    private static final int RAW = 8;
    private static final int READING = 12;
    private static final int LENGTHS = 16;
    private static final int MAX_READS = 1 << 17;
    private static final int CHUNK_BYTES = 4096;
    private static final int DATA = LENGTHS + MAX_READS * Integer.BYTES;
    private static final int FIRST = 4096;
    private static final int SECTION = DATA + PtyQueues.MAX_BYTES + CHUNK_BYTES;

    private final MappedByteBuffer map;

    private QueueSpool(MappedByteBuffer map) {
        this.map = map;
    }

    static QueueSpool create(Path file) {
        Spool.write(file, new byte[0]);
        QueueSpool spool = map(file);
        spool.map.putLong(SEED, ThreadLocalRandom.current().nextLong());
        return spool;
    }

    /** Empty when there is none, or not any more. */
    static Optional<QueueSpool> open(String file) {
        Path own = Spool.own(file);
        return Files.exists(own) ? Optional.of(map(own)) : Optional.empty();
    }

    private static QueueSpool map(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_WRITE, 0, FIRST + 2L * SECTION);
            map.order(ByteOrder.LITTLE_ENDIAN);
            return new QueueSpool(map);
        } catch (IOException e) {
            throw new EngineException("cannot keep what waits in a terminal in " + file + ": " + e, e);
        }
    }

    State state() {
        return State.values()[map.getInt(STATE)];
    }

    void is(State state) {
        map.putInt(STATE, state.ordinal());
    }

    private static int at(Side side) {
        return FIRST + side.ordinal() * SECTION;
    }

    /** From now on the queue is not read line by line. */
    void raw(Side side) {
        map.putInt(at(side) + RAW, 1);
    }

    boolean isRaw(Side side) {
        return map.getInt(at(side) + RAW) != 0;
    }

    /** One read(2), at most {@link #CHUNK_BYTES}; what was read. */
    byte[] read(Side side, Fd fd) {
        int section = at(side);
        int used = map.getInt(section + BYTES);
        if (used > PtyQueues.MAX_BYTES || map.getInt(section + READS) == MAX_READS) {
            throw new EngineException("more waits in a terminal than the kernel keeps in one");
        }
        byte[] filling = filling(side, used);
        map.put(section + DATA + used, filling);
        map.putInt(section + READING, used + 1);
        long address = NativeBuffer.addressOf(map) + section + DATA + used;
        long read = Syscalls.get().call(READ, fd.number(), address, CHUNK_BYTES, 0, 0, 0);
        int length = (int) SyscallException.check(read, "read", fd.toString());
        count(section, length);
        byte[] bytes = new byte[length];
        map.get(section + DATA + used, bytes);
        return bytes;
    }

    private void count(int section, int length) {
        int reads = map.getInt(section + READS);
        map.putInt(section + LENGTHS + reads * Integer.BYTES, map.getInt(section + RAW) != 0 ? length : -length - 1);
        map.putInt(section + BYTES, map.getInt(section + BYTES) + length);
        map.putInt(section + READS, reads + 1);
    }

    /** The same whenever it is asked for; what a read leaves of it shows how far it came. */
    private byte[] filling(Side side, int used) {
        byte[] filling = new byte[CHUNK_BYTES];
        new Random(map.getLong(SEED) + side.ordinal() + 2L * used).nextBytes(filling);
        return filling;
    }

    /** Counts a read that had come to its end when its reader died. */
    void finish(Side side) {
        int section = at(side);
        // Numbers are written in this order: lengths, bytes, reads.
        int reads = map.getInt(section + READS);
        int used = 0;
        for (int i = 0; i < reads; i++) {
            used += length(section, i);
        }
        map.putInt(section + BYTES, used);
        if (map.getInt(section + READING) != used + 1) {
            return;
        }
        byte[] filling = filling(side, used);
        int length = CHUNK_BYTES;
        while (length > 0 && map.get(section + DATA + used + length - 1) == filling[length - 1]) {
            length--;
        }
        if (length > 0) {
            count(section, length);
        }
    }

    /** As if the last read had not been counted yet: what a death right after it leaves. */
    void forgetLast(Side side) {
        int section = at(side);
        map.putInt(section + READS, map.getInt(section + READS) - 1);
    }

    private int length(int section, int read) {
        int length = map.getInt(section + LENGTHS + read * Integer.BYTES);
        return length < 0 ? -length - 1 : length;
    }

    /** All that was read. */
    PtyQueues.Waiting waiting(Side side, byte[] modes) {
        int section = at(side);
        int used = 0;
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < map.getInt(section + READS); i++) {
            int length = length(section, i);
            boolean line = map.getInt(section + LENGTHS + i * Integer.BYTES) < 0;
            byte[] bytes = new byte[length];
            map.get(section + DATA + used, bytes);
            used += length;
            if (line && side == Side.INPUT && !PtyQueues.endsItself(bytes, modes)) {
                ends.add(used);
            }
        }
        byte[] all = new byte[used];
        map.get(section + DATA, all);
        return new PtyQueues.Waiting(all, List.copyOf(ends));
    }
}
