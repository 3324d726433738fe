package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.nio.file.Path;

/** Where runs of crj on one host keep what has to end with the kernel: {@code /run/crj}, or what CRJ_RUN_DIR names. */
final class RunDirectory {

    static final String VARIABLE = "CRJ_RUN_DIR";

    private static final Path USUAL = Path.of("/run/crj");

    private RunDirectory() {}

    static Path path() {
        return chosenBy(System.getenv(VARIABLE));
    }

    /** {@code name} is null or empty if nobody chose. */
    static Path chosenBy(String name) {
        if (name == null || name.isEmpty()) {
            return USUAL;
        }
        Path chosen = Path.of(name).normalize();
        if (!chosen.isAbsolute()) {
            throw new EngineException(VARIABLE + " is " + name + ", which does not begin with /; name a whole path");
        }
        return chosen;
    }
}
