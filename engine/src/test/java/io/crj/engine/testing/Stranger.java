package io.crj.engine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

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
        // Not a pipe: Java closes it as soon as the starter has ended, whoever else still writes to it.
        Path told = Files.createTempFile("stranger", ".pid");
        try {
            new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(told.toFile())
                    .start()
                    .waitFor();
            String line = Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.readString(told), text -> text.endsWith("\n"));
            return new Stranger(ProcessHandle.of(Long.parseLong(line.trim())).orElseThrow());
        } finally {
            Files.delete(told);
        }
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
