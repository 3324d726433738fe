package io.crj.engine.resource.fsnotify;

import io.crj.engine.image.proto.FhEntry;
import io.crj.engine.linux.abi.Fcntl;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;

/**
 * How a file system names one of its files for good; open_by_handle_at(2).
 *
 * @param device the kernel's number of the file system
 */
record FileHandle(int device, long inode, int type, byte[] bytes) {

    /** Images have room for as many bytes as the kernel takes. */
    private static final int WORDS = Fcntl.MAX_HANDLE_SZ / Long.BYTES;

    /** Out of the words of a line of fdinfo; fs/notify/fdinfo.c. */
    static FileHandle parse(Map<String, String> words) {
        byte[] bytes = HexFormat.of().parseHex(words.get("f_handle"));
        return new FileHandle(
                Integer.parseUnsignedInt(words.get("sdev"), 16),
                Long.parseUnsignedLong(words.get("ino"), 16),
                Integer.parseUnsignedInt(words.get("fhandle-type"), 16),
                bytes);
    }

    /** Out of an image; what is too long is no handle of any kernel's, and opens nothing. */
    static FileHandle of(int device, long inode, FhEntry entry) {
        ByteBuffer all = ByteBuffer.allocate(Fcntl.MAX_HANDLE_SZ).order(ByteOrder.LITTLE_ENDIAN);
        entry.getHandleList().stream().limit(WORDS).forEach(all::putLong);
        byte[] bytes = new byte[Math.max(0, Math.min(entry.getBytes(), Fcntl.MAX_HANDLE_SZ))];
        all.rewind().get(bytes);
        return new FileHandle(device, inode, entry.getType(), bytes);
    }

    /** As images have it, without a path. */
    FhEntry.Builder entry() {
        FhEntry.Builder entry = FhEntry.newBuilder().setBytes(bytes.length).setType(type);
        ByteBuffer all = ByteBuffer.allocate(Fcntl.MAX_HANDLE_SZ)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .rewind();
        for (int i = 0; i < WORDS; i++) {
            entry.addHandle(all.getLong());
        }
        return entry;
    }

    /** As errors call it. */
    String describe() {
        return "inode " + Long.toUnsignedString(inode) + " of file system " + (device >>> 20) + ":"
                + (device & 0xfffff);
    }
}
