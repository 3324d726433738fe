package io.crj.wire.stream.frame;

/** What a frame is; 0 is no type, so that a zeroed header is no frame. */
public enum FrameType {
    /** Sender to receiver, first: migration and ticket. */
    HELLO(1),
    /** Receiver to sender, first: go on. */
    WELCOME(2),
    /** Part of a metadata file. */
    FILE(3),
    /** Runs of pages, with data or of zeroes. */
    PAGES(4),
    /** Part of the list of pages an address space consists of. */
    PRESENT(5),
    /** A round has been sent, with totals. */
    END_ROUND(6),
    /** The image has been sent, with totals. */
    END_IMAGE(7),
    /** Receiver to sender: an END_ROUND or END_IMAGE, and all before it, has been applied. */
    ACK(8),
    /** Either way, last: a sentence that says why there will be no more. */
    FAILURE(9),
    /** Either way: still here. */
    HEARTBEAT(10);

    private static final FrameType[] BY_CODE = new FrameType[11];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    FrameType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Null when there is no such type. */
    static FrameType of(int code) {
        return code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
