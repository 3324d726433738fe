package io.crj.chaos.simulation.bug;

import io.crj.agent.machine.Held;
import io.crj.agent.machine.Source;
import io.crj.agent.machine.SourceEffect;
import io.crj.agent.machine.SourceInput;
import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.Step;
import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.part.SourceMind;
import java.util.function.UnaryOperator;

/** Bugs around the source's machine. */
final class SourceBugs {

    private static final long IMPATIENCE_NANOS = 10_000_000_000L;

    private SourceBugs() {}

    /** Takes back its vote when nobody tells the decision for ten seconds. */
    static Variant resumesOnTimeout() {
        return around(real -> new Around(real) {
            private long preparedNanos = -1;

            @Override
            public Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long now) {
                if (source.state() != SourceState.PREPARED) {
                    preparedNanos = now;
                } else if (now - preparedNanos > IMPATIENCE_NANOS
                        && source.held().recording() == null) {
                    return real.on(source, new SourceInput.Abort("nobody tells the decision", false), now);
                }
                return real.on(source, input, now);
            }
        });
    }

    /** Takes an ABORT for good though it has heard COMMIT. */
    static Variant acceptsAbortAfterCommit() {
        return around(real -> new Around(real) {
            @Override
            public Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long now) {
                boolean committed =
                        source.state() == SourceState.REAPING || source.held().recording() == SourceState.REAPING;
                boolean aborts = input instanceof SourceInput.Abort;
                return real.on(committed && aborts ? asPrepared(source) : source, input, now);
            }
        });
    }

    /** Finds its vote after a crash and takes it for no more than a freeze under way. */
    static Variant forgetsItsVote() {
        return around(real -> new Around(real) {
            @Override
            public Step<Source, SourceEffect, SourceState> recovered(SourceState durable, long now) {
                return real.recovered(durable == SourceState.PREPARED ? SourceState.FREEZING : durable, now);
            }
        });
    }

    private static Source asPrepared(Source source) {
        Held<SourceState> held = source.held();
        Held<SourceState> before = new Held<>(
                SourceState.PREPARED,
                null,
                true,
                held.waiting(),
                held.ending(),
                "",
                0,
                held.alone(),
                held.aloneNanos(),
                held.treeGone());
        return new Source(before, source.rounds(), false, 0, 0, false);
    }

    private static Variant around(UnaryOperator<SourceMind> bug) {
        return new Variant() {
            @Override
            public SourceMind source(SourceMind real) {
                return bug.apply(real);
            }
        };
    }

    /** Production's, to be changed in one place. */
    private abstract static class Around implements SourceMind {
        private final SourceMind real;

        Around(SourceMind real) {
            this.real = real;
        }

        @Override
        public Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long now) {
            return real.on(source, input, now);
        }

        @Override
        public Step<Source, SourceEffect, SourceState> recovered(SourceState durable, long now) {
            return real.recovered(durable, now);
        }
    }
}
