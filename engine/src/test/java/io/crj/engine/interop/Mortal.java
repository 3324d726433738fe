package io.crj.engine.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that works with the engine, says how far it is, and may be killed at any moment. */
final class Mortal implements AutoCloseable {

    private final Process process;
    private final Path errors;

    private Mortal(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
    }

    /** Runs a class's main method. */
    static Mortal start(Class<?> program, Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(Crj.command());
        command.set(command.size() - 1, program.getName());
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("errors");
        return new Mortal(
                new ProcessBuilder(command).redirectError(errors.toFile()).start(), errors);
    }

    /** In there: tells how far it is. */
    static void say(String line) throws IOException {
        System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    void awaitLine(String wanted) throws IOException, InterruptedException {
        StringBuilder line = new StringBuilder();
        int c = process.getInputStream().read();
        while (c >= 0 && !line.toString().equals(wanted)) {
            line.append((char) c);
            c = process.getInputStream().read();
        }
        if (c < 0) {
            throw new IllegalStateException("it ended before it said " + wanted + ", exit code " + process.waitFor()
                    + "\n" + Files.readString(errors));
        }
    }

    /** Its end, which it brings about itself. */
    void awaitEnd() throws InterruptedException {
        process.waitFor();
    }

    /** Its end, without warning; on return all its threads are gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
