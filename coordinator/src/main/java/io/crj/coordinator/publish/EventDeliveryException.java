package io.crj.coordinator.publish;

/** Events could not be delivered this time. */
public final class EventDeliveryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventDeliveryException(String message, Throwable cause) {
        super(message, cause);
    }
}
