package io.crj.wire.stream.body;

import io.netty.buffer.ByteBuf;

/**
 * What has gone over a stream since its beginning, counted at both ends: {@code u64} each.
 *
 * @param files whole files
 * @param fileBytes bytes of them
 * @param pages pages with data
 * @param zeroPages pages of zeroes
 */
public record Totals(long files, long fileBytes, long pages, long zeroPages) {

    public static final Totals NONE = new Totals(0, 0, 0, 0);

    static final int BYTES = 4 * Long.BYTES;

    public Totals plusFile(long bytes) {
        return new Totals(files + 1, fileBytes + bytes, pages, zeroPages);
    }

    public Totals plusPages(long count) {
        return new Totals(files, fileBytes, pages + count, zeroPages);
    }

    public Totals plusZeroPages(long count) {
        return new Totals(files, fileBytes, pages, zeroPages + count);
    }

    void writeTo(ByteBuf out) {
        out.writeLong(files).writeLong(fileBytes).writeLong(pages).writeLong(zeroPages);
    }

    static Totals read(ByteBuf in) {
        return new Totals(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }
}
