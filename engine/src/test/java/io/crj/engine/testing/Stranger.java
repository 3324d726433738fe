package io.crj.engine.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A program that does not descend from this process. Its first line tells its pid; it has to run until it is closed. */
public final class Stranger implements AutoCloseable {

    private final ProcessHandle process;

    private Stranger(ProcessHandle process) {
        this.process = process;
    }

    /** Starts it; on return it has told its pid. */
    public static Stranger start(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("setsid", "-f"));
        words.addAll(List.of(command));
        Process starter = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid = Long.parseLong(starter.inputReader().readLine().trim());
        // Whoever starts it ends at once, and leaves an orphan.
        starter.waitFor();
        return new Stranger(ProcessHandle.of(pid).orElseThrow());
    }

    public int pid() {
        return (int) process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
