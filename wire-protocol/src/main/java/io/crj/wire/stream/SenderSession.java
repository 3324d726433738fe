package io.crj.wire.stream;

import io.crj.wire.WireException;

/**
 * Which frame may come next, seen from the sender. Knows no connection and no thread.
 *
 * <pre>
 *   GREETING ─ welcome ─► OPEN ─ end of round/image ─► UNACKNOWLEDGED ─ ack ─► OPEN, or COMPLETE after the image
 *   any ─ failure ─► FAILED
 * </pre>
 */
final class SenderSession {

    /** Where the stream stands. */
    enum State {
        GREETING,
        OPEN,
        UNACKNOWLEDGED,
        COMPLETE,
        FAILED
    }

    private State state = State.GREETING;
    private int markedRound;
    private String failure;

    State state() {
        return state;
    }

    /** Why it {@link State#FAILED}. */
    String failure() {
        return failure;
    }

    void welcomed() {
        move(State.GREETING, State.OPEN, "a WELCOME");
    }

    /** Data is about to be sent. */
    void sending() {
        move(State.OPEN, State.OPEN, "data");
    }

    /** The mark of {@code round} is about to be sent; {@link io.crj.wire.stream.body.EndMark#IMAGE} ends the image. */
    void marking(int round) {
        move(State.OPEN, State.UNACKNOWLEDGED, "an end mark");
        markedRound = round;
    }

    void acknowledged(int round) {
        if (state == State.UNACKNOWLEDGED && round != markedRound) {
            throw new WireException("the receiver acknowledged round " + round + " instead of " + markedRound);
        }
        move(State.UNACKNOWLEDGED, round == 0 ? State.COMPLETE : State.OPEN, "an ACK");
    }

    /** The first reason counts; after the image is acknowledged nothing can fail any more. */
    void failed(String why) {
        if (state != State.FAILED && state != State.COMPLETE) {
            state = State.FAILED;
            failure = why;
        }
    }

    private void move(State from, State to, String what) {
        if (state == State.FAILED) {
            throw new WireException(failure);
        }
        if (state != from) {
            throw new WireException(what + " is not allowed while the stream is " + state);
        }
        state = to;
    }
}
