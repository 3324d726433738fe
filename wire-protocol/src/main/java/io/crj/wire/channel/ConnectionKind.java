package io.crj.wire.channel;

/** What a connection carries; the numbers stand in the {@link Preface}. */
public enum ConnectionKind {
    /** Control messages between a coordinator and an agent. */
    CONTROL(1),
    /** A tree's image, from agent to agent. */
    STREAM(2);

    private final int code;

    ConnectionKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
