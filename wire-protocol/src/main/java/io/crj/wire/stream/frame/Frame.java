package io.crj.wire.stream.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;

/**
 * One frame on its way out or in; owns its buffers.
 *
 * <p>A frame that arrived has its whole payload in {@link #head}; where the head ends is for the type to tell, and what is
 * left then is the data.
 */
public final class Frame extends AbstractReferenceCounted {

    private final FrameType type;
    private final ByteBuf head;
    private final ByteBuf data;
    private final boolean packed;
    private final int rawBytes;

    /**
     * @param data packed or as it is; empty where the type has none
     * @param rawBytes bytes of data when unpacked
     */
    public Frame(FrameType type, ByteBuf head, ByteBuf data, boolean packed, int rawBytes) {
        this.type = type;
        this.head = head;
        this.data = data;
        this.packed = packed;
        this.rawBytes = rawBytes;
    }

    public static Frame withoutData(FrameType type, ByteBuf head) {
        return new Frame(type, head, Unpooled.EMPTY_BUFFER, false, 0);
    }

    public FrameType type() {
        return type;
    }

    public ByteBuf head() {
        return head;
    }

    public ByteBuf data() {
        return data;
    }

    public boolean packed() {
        return packed;
    }

    public int rawBytes() {
        return rawBytes;
    }

    /** Bytes of its payload. */
    public int payloadBytes() {
        return head.readableBytes() + data.readableBytes();
    }

    /** Bytes on the wire. */
    public int wireBytes() {
        return FrameHeader.BYTES + payloadBytes();
    }

    /** Bytes of memory it holds, filled or not. */
    public int heldBytes() {
        return head.capacity() + data.capacity();
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        head.touch(hint);
        data.touch(hint);
        return this;
    }

    @Override
    protected void deallocate() {
        head.release();
        data.release();
    }
}
