package io.crj.engine.resource;

/**
 * Packs an instruction of a socket filter the way images have it.
 *
 * <pre>
 *  memory  k:32 | jf:8  | jt:8 | code:16     struct sock_filter read as one little-endian number
 *  image   code:16 | jt:8 | jf:8 | k:32      most significant bits first
 * </pre>
 */
final class SocketFilterCode {

    private SocketFilterCode() {}

    static long toImage(long memory) {
        long code = memory & 0xffff;
        long ifTrue = memory >>> 16 & 0xff;
        long ifFalse = memory >>> 24 & 0xff;
        return code << 48 | ifTrue << 40 | ifFalse << 32 | memory >>> 32;
    }

    static long fromImage(long image) {
        long code = image >>> 48;
        long ifTrue = image >>> 40 & 0xff;
        long ifFalse = image >>> 32 & 0xff;
        return (image & 0xffffffffL) << 32 | ifFalse << 24 | ifTrue << 16 | code;
    }
}
