package io.crj.engine.linux.sys;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Zeroed, bounds-checked memory outside the Java heap whose address can be handed to the kernel. */
public final class NativeBuffer implements AutoCloseable {

    private final Memory memory;

    private NativeBuffer(Memory memory) {
        this.memory = memory;
    }

    /** Allocates {@code sizeBytes} (at least 1) zero bytes. */
    public static NativeBuffer allocate(long sizeBytes) {
        Memory memory = new Memory(Math.max(1, sizeBytes));
        memory.clear();
        return new NativeBuffer(memory);
    }

    /** A copy of {@code bytes}. */
    public static NativeBuffer of(byte[] bytes) {
        NativeBuffer buffer = allocate(bytes.length);
        buffer.putBytes(0, bytes);
        return buffer;
    }

    /** A NUL-terminated UTF-8 string. */
    public static NativeBuffer ofString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeBuffer buffer = allocate(bytes.length + 1L);
        buffer.putBytes(0, bytes);
        return buffer;
    }

    /** The address of a direct buffer's first byte (index 0, whatever its position). */
    public static long addressOf(ByteBuffer direct) {
        return com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(direct));
    }

    public long address() {
        return com.sun.jna.Pointer.nativeValue(memory);
    }

    public long sizeBytes() {
        return memory.size();
    }

    public byte getByte(long offset) {
        return memory.getByte(offset);
    }

    public int getUnsignedByte(long offset) {
        return memory.getByte(offset) & 0xff;
    }

    public int getUnsignedShort(long offset) {
        return memory.getShort(offset) & 0xffff;
    }

    public int getInt(long offset) {
        return memory.getInt(offset);
    }

    public long getUnsignedInt(long offset) {
        return memory.getInt(offset) & 0xffffffffL;
    }

    public long getLong(long offset) {
        return memory.getLong(offset);
    }

    public byte[] getBytes(long offset, int lengthBytes) {
        return memory.getByteArray(offset, lengthBytes);
    }

    public NativeBuffer putByte(long offset, int value) {
        memory.setByte(offset, (byte) value);
        return this;
    }

    public NativeBuffer putShort(long offset, int value) {
        memory.setShort(offset, (short) value);
        return this;
    }

    public NativeBuffer putInt(long offset, int value) {
        memory.setInt(offset, value);
        return this;
    }

    public NativeBuffer putLong(long offset, long value) {
        memory.setLong(offset, value);
        return this;
    }

    public NativeBuffer putBytes(long offset, byte[] bytes) {
        memory.write(offset, bytes, 0, bytes.length);
        return this;
    }

    /** A little-endian view; valid until {@link #close()}. */
    public ByteBuffer asByteBuffer() {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        memory.close();
    }
}
