package io.crj.wire.tls;

import io.crj.wire.WireException;

/** One end does not believe the other, or does not let it do what it wants; trying again changes nothing. */
public final class UntrustedException extends WireException {

    private static final long serialVersionUID = 1L;

    public UntrustedException(String message) {
        super(message);
    }
}
