package io.crj.agent.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One input on its way through a machine: what the side knows, changed step by step, with the effects and changes that
 * come of it. Lives as long as the call.
 *
 * @param <S> states of the side
 * @param <E> its effects
 */
abstract class Turn<S extends Enum<S>, E> {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

    final long now;
    final List<E> effects = new ArrayList<>();
    final List<Change<S>> changes = new ArrayList<>();
    S state;
    S recording;
    boolean recorded;
    Ending ending;
    private final List<Ask> waiting;
    private String stuck;
    private long retryNanos;
    private boolean alone;
    private long aloneNanos;
    private final boolean treeGone;

    Turn(Held<S> before, long now) {
        this.now = now;
        state = before.state();
        recording = before.recording();
        recorded = before.recorded();
        waiting = new ArrayList<>(before.waiting());
        ending = before.ending();
        stuck = before.stuck();
        retryNanos = before.retryNanos();
        alone = before.alone();
        aloneNanos = before.aloneNanos();
        treeGone = before.treeGone();
    }

    /** A side that was found at the start of the agent: its coordinator is gone. */
    static <S> Held<S> found(S durable, String reason, boolean treeGone, long now) {
        Ending ending = new Ending(Fault.FAILED, reason);
        return new Held<>(durable, null, true, List.of(), ending, "", 0, true, now, treeGone);
    }

    abstract boolean follows(S from, S to);

    abstract E recordOf(S what);

    abstract E answerOf(Ask ask, Fault fault, String sentence);

    final Held<S> held() {
        return new Held<>(state, recording, recorded, waiting, ending, stuck, retryNanos, alone, aloneNanos, treeGone);
    }

    /** The only way from one state to another; yields the change too. */
    final void enter(S to, String reason) {
        if (!follows(state, to)) {
            throw new IllegalStateException(to + " does not follow " + state);
        }
        changes.add(new Change<>(state, to, reason));
        state = to;
        recorded = false;
        recording = null;
        stuck = "";
    }

    final void enterRecorded(S to, String reason) {
        enter(to, reason);
        recorded = true;
    }

    /** Has it recorded; what comes next waits for that. */
    final void record(S what) {
        recording = what;
        effects.add(recordOf(what));
    }

    final void await(Ask ask) {
        if (!waiting.contains(ask)) {
            waiting.add(ask);
        }
    }

    final boolean isAwaited(Ask ask) {
        return waiting.contains(ask);
    }

    final void done(Ask ask) {
        waiting.remove(ask);
        effects.add(answerOf(ask, null, ""));
    }

    final void refuse(Ask ask, Fault fault, String sentence) {
        waiting.remove(ask);
        effects.add(answerOf(ask, fault, sentence));
    }

    final void conflict(Ask ask) {
        refuse(ask, Fault.CONFLICT, ask + " is not allowed while this side is " + state);
    }

    final void unknown(Ask ask) {
        refuse(ask, Fault.NOT_FOUND, "this migration is not known here");
    }

    /** Of something that can no longer be. */
    final void ended(Ask ask) {
        refuse(ask, ending.fault() == Fault.CONFLICT ? Fault.CONFLICT : Fault.FAILED, endedSentence());
    }

    final String endedSentence() {
        return "the migration has ended here: " + ending.why();
    }

    /** What still waits, but {@code spared}, is told why there was no more to come. */
    final void refuseAllBut(Ask spared, Fault fault, String sentence) {
        List.copyOf(waiting).stream().filter(ask -> !ask.equals(spared)).forEach(ask -> refuse(ask, fault, sentence));
    }

    /** The work of this state failed: all who wait for it are told, and it is tried again after a while. */
    final void stuck(Ask spared, String why) {
        refuseAllBut(spared, Fault.IN_DOUBT, why);
        stuck = why;
        retryNanos = now + RETRY_NANOS;
    }

    /** All who wait are told once more. */
    final void stillStuck() {
        refuseAllBut(null, Fault.IN_DOUBT, stuck);
    }

    /** Tries again what had failed. */
    final void unstick(E work) {
        if (!stuck.isEmpty()) {
            stuck = "";
            effects.add(work);
        }
    }

    final boolean isRetryDue() {
        return !stuck.isEmpty() && now - retryNanos >= 0;
    }

    final void coordinatorIsHere() {
        alone = false;
    }

    final void coordinatorIsGone() {
        if (!alone) {
            alone = true;
            aloneNanos = now;
        }
    }
}
