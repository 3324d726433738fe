package io.crj.engine.facet;

/** A facet did not hold; the message says at which step, and what was found. */
final class FacetFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FacetFailure(String message) {
        super(message);
    }
}
