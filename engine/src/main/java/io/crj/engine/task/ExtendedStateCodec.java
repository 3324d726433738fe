package io.crj.engine.task;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.UserX86FpregsEntry;
import io.crj.engine.image.proto.UserX86XsaveEntry;
import io.crj.engine.linux.abi.Xfeatures;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * x87, SSE, AVX, AVX-512 and protection key state in the image and in the layout of XSAVE; Intel SDM volume 1, chapter 13.
 *
 * <pre>
 *      0  x87, SSE     512  header: which components are in use    576  AVX
 *    832  opmask, 896 upper halves of ZMM, 1408 high ZMM, 2432 keys: where the processor has no MPX
 *   1088  opmask, 1152, 1664, 2688                                 : where it has, or had
 * </pre>
 */
final class ExtendedStateCodec {

    private static final int LEGACY_ST = 32;
    private static final int LEGACY_XMM = 160;
    private static final int HEADER = 512;
    private static final int AVX = 576;
    private static final int ST_WORDS = 32;
    private static final int XMM_WORDS = 64;
    private static final int YMM_WORDS = 64;
    private static final int OPMASK_LONGS = 8;
    private static final int ZMM_LONGS = 64;
    private static final int HIGH_ZMM_LONGS = 128;
    private static final int WITH_MPX_BYTES = 2688;
    private static final int MPX_OFFSET = 256;
    /** Components 0-2 and 5-7, and 9, the protection keys. */
    private static final long CARRIED = 0b10_1110_0111;

    private static final int INITIAL_MXCSR = 0x1f80;
    private static final int INITIAL_CWD = 0x37f;

    private final ByteBuffer state;
    private final int opmask;

    private ExtendedStateCodec(ByteBuffer state) {
        this.state = state.order(ByteOrder.LITTLE_ENDIAN);
        this.opmask = state.capacity() >= WITH_MPX_BYTES ? 832 + MPX_OFFSET : 832;
    }

    static UserX86FpregsEntry encode(byte[] xsave, int tid) {
        return new ExtendedStateCodec(ByteBuffer.wrap(xsave)).encode(tid);
    }

    /** @param sizeBytes of the area as this machine's kernel wants it */
    static byte[] decode(UserX86FpregsEntry entry, int sizeBytes, int tid) {
        byte[] xsave = new byte[sizeBytes];
        new ExtendedStateCodec(ByteBuffer.wrap(xsave)).decode(entry, tid);
        return xsave;
    }

    private UserX86FpregsEntry encode(int tid) {
        long inUse = state.getLong(HEADER);
        if ((inUse & ~CARRIED) != 0) {
            throw new EngineException("thread " + tid + " uses processor state that cannot be carried: "
                    + Xfeatures.names(inUse & ~CARRIED) + "; have the program leave it alone");
        }
        // What is at its initial state may hold anything in the area.
        boolean x87 = (inUse & 1) != 0;
        boolean sse = (inUse & 2) != 0;
        UserX86FpregsEntry.Builder entry = UserX86FpregsEntry.newBuilder()
                .setCwd(x87 ? state.getShort(0) & 0xffff : INITIAL_CWD)
                .setSwd(x87 ? state.getShort(2) & 0xffff : 0)
                .setTwd(x87 ? state.get(4) & 0xff : 0)
                .setFop(x87 ? state.getShort(6) & 0xffff : 0)
                .setRip(x87 ? state.getLong(8) : 0)
                .setRdp(x87 ? state.getLong(16) : 0)
                .setMxcsr(state.getInt(24) == 0 ? INITIAL_MXCSR : state.getInt(24))
                .setMxcsrMask(state.getInt(28));
        ints(LEGACY_ST, ST_WORDS, x87, entry::addStSpace);
        ints(LEGACY_XMM, XMM_WORDS, sse, entry::addXmmSpace);
        UserX86XsaveEntry.Builder extended = UserX86XsaveEntry.newBuilder().setXstateBv(inUse);
        ints(AVX, YMM_WORDS, (inUse & 4) != 0, extended::addYmmhSpace);
        longs(opmask, OPMASK_LONGS, (inUse & 32) != 0, extended::addOpmaskReg);
        longs(opmask + 64, ZMM_LONGS, (inUse & 64) != 0, extended::addZmmUpper);
        longs(opmask + 576, HIGH_ZMM_LONGS, (inUse & 128) != 0, extended::addHi16Zmm);
        if ((inUse & 512) != 0) {
            extended.addPkru(state.getInt(opmask + 1600));
        }
        return entry.setXsave(extended).build();
    }

    private void ints(int offset, int count, boolean inUse, IntConsumer add) {
        for (int i = 0; i < count; i++) {
            add.accept(inUse ? state.getInt(offset + 4 * i) : 0);
        }
    }

    private void longs(int offset, int count, boolean inUse, LongConsumer add) {
        for (int i = 0; inUse && i < count; i++) {
            add.accept(state.getLong(offset + 8 * i));
        }
    }

    private void decode(UserX86FpregsEntry entry, int tid) {
        UserX86XsaveEntry extended = entry.getXsave();
        long inUse = entry.hasXsave() ? extended.getXstateBv() : 3;
        if ((inUse & ~CARRIED) != 0) {
            throw new EngineException("thread " + tid + " needs processor state that cannot be carried: "
                    + Xfeatures.names(inUse & ~CARRIED));
        }
        state.putShort(0, (short) entry.getCwd());
        state.putShort(2, (short) entry.getSwd());
        state.put(4, (byte) entry.getTwd());
        state.putShort(6, (short) entry.getFop());
        state.putLong(8, entry.getRip());
        state.putLong(16, entry.getRdp());
        state.putInt(24, entry.getMxcsr());
        state.putInt(28, entry.getMxcsrMask());
        putInts(LEGACY_ST, ST_WORDS, entry.getStSpaceList(), tid);
        putInts(LEGACY_XMM, XMM_WORDS, entry.getXmmSpaceList(), tid);
        // The control words of x87 and SSE are always taken from the area.
        state.putLong(HEADER, inUse | 3);
        putInts(AVX, YMM_WORDS, extended.getYmmhSpaceList(), tid);
        putLongs(opmask, OPMASK_LONGS, extended.getOpmaskRegList(), tid);
        putLongs(opmask + 64, ZMM_LONGS, extended.getZmmUpperList(), tid);
        putLongs(opmask + 576, HIGH_ZMM_LONGS, extended.getHi16ZmmList(), tid);
        putInts(opmask + 1600, 1, extended.getPkruList(), tid);
    }

    private void putInts(int offset, int limit, List<Integer> values, int tid) {
        check(offset, 4 * values.size(), values.size() <= limit, tid);
        for (int i = 0; i < values.size(); i++) {
            state.putInt(offset + 4 * i, values.get(i));
        }
    }

    private void putLongs(int offset, int limit, List<Long> values, int tid) {
        check(offset, 8 * values.size(), values.size() <= limit, tid);
        for (int i = 0; i < values.size(); i++) {
            state.putLong(offset + 8 * i, values.get(i));
        }
    }

    private void check(int offset, int sizeBytes, boolean fits, int tid) {
        if (!fits || (sizeBytes > 0 && offset + sizeBytes > state.capacity())) {
            throw new EngineException(
                    "thread " + tid + " needs processor state that this machine does not have (offset " + offset
                            + " of " + state.capacity() + " bytes); restore it on a machine with the same features");
        }
    }
}
