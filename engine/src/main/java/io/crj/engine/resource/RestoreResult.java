package io.crj.engine.resource;

import io.crj.engine.linux.sys.Fd;

/** A kind's answer to "restore this open file". */
public sealed interface RestoreResult {

    /**
     * It is restored.
     *
     * @param fd owned by the caller from now on
     */
    record Done(Fd fd) implements RestoreResult {}

    /**
     * Something else has to come first; asked again after other files were restored.
     *
     * @param waitingFor what, for the error when nothing moves any more
     */
    record NotYet(String waitingFor) implements RestoreResult {}
}
