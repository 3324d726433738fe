package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.util.List;
import java.util.stream.Collectors;

/** Some of what a dead process has left could not be undone or completed. */
public final class RecoveryException extends EngineException {

    private static final long serialVersionUID = 1;

    /** One side effect and what came in between. */
    record Failure(SideEffect effect, RuntimeException cause) {}

    private final transient List<SideEffect> left;

    RecoveryException(String wanted, List<SideEffect> oldestFirst, List<Failure> failures) {
        super(
                failures.stream()
                        .map(failure -> failure.effect() + " is not " + wanted + ": "
                                + failure.cause().getMessage())
                        .collect(Collectors.joining("; ")),
                failures.get(0).cause());
        failures.stream().skip(1).forEach(failure -> addSuppressed(failure.cause()));
        List<SideEffect> failed = failures.stream().map(Failure::effect).toList();
        this.left = oldestFirst.stream().filter(failed::contains).toList();
    }

    /** What is still there, oldest first: to be kept in the journal. */
    public List<SideEffect> left() {
        return left;
    }
}
