package io.crj.chaos.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that java.lang.ProcessHandle does not know. */
enum Signal {
    STOP,
    CONT,
    INT;

    void send(ProcessHandle process) {
        try {
            new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending SIG" + name(), e);
        }
    }
}
