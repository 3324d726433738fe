package io.crj.wire.channel;

import io.netty.handler.codec.DecoderException;

/** Words for what went wrong on a connection. */
public final class Causes {

    private Causes() {}

    /** The message of the error itself, without the wrapping that decoders put around it. */
    public static String describe(Throwable cause) {
        Throwable inner = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        String message = inner.getMessage();
        return message == null ? inner.getClass().getSimpleName() : message;
    }
}
