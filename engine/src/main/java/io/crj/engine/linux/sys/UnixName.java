package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.Un.SUN_PATH;
import static io.crj.engine.linux.abi.Un.UNIX_PATH_MAX;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a unix socket: nothing, a path, or abstract (a NUL and any bytes); unix(7).
 *
 * <p>Equal when the kernel takes them for the same name. A path's closing NUL is not part of it.
 */
public final class UnixName {

    public static final UnixName NONE = new UnixName(new byte[0]);

    private final byte[] bytes;

    private UnixName(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * From what stands behind the family in a {@code struct sockaddr_un}, in sock_diag(7) and in images.
     *
     * @throws IllegalArgumentException when no socket can have that name
     */
    public static UnixName of(byte[] raw) {
        if (raw.length > UNIX_PATH_MAX + 1) {
            throw new IllegalArgumentException("a name of " + raw.length + " bytes");
        }
        if (raw.length == 0 || raw[0] == 0) {
            return new UnixName(raw.clone());
        }
        int end = 0;
        while (end < raw.length && raw[end] != 0) {
            end++;
        }
        return new UnixName(Arrays.copyOf(raw, end));
    }

    /** From a {@code struct sockaddr_un} of {@code lengthBytes}. */
    static UnixName decode(NativeBuffer address, int lengthBytes) {
        return lengthBytes <= SUN_PATH ? NONE : of(address.getBytes(SUN_PATH, lengthBytes - SUN_PATH));
    }

    /** The {@code struct sockaddr_un}; of no name one that has the kernel choose, when it is bound. */
    public byte[] address() {
        byte[] address = new byte[SUN_PATH + bytes.length + (isPath() && bytes.length < UNIX_PATH_MAX ? 1 : 0)];
        address[0] = AF_UNIX;
        System.arraycopy(bytes, 0, address, SUN_PATH, bytes.length);
        return address;
    }

    /** As images have it: a path with its closing NUL. */
    public byte[] toImage() {
        return isPath() ? Arrays.copyOf(bytes, bytes.length + 1) : bytes.clone();
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public boolean isPath() {
        return bytes.length > 0 && bytes[0] != 0;
    }

    /**
     * The path.
     *
     * @throws CharacterCodingException when it is not UTF-8
     */
    public String path() throws CharacterCodingException {
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixName name && Arrays.equals(bytes, name.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The path, or the abstract name with an {@code @} for each NUL. */
    @Override
    public String toString() {
        return isEmpty() ? "(no name)" : new String(bytes, StandardCharsets.UTF_8).replace('\0', '@');
    }
}
