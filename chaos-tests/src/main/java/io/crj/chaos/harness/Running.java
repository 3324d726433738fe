package io.crj.chaos.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that was started, and what it has printed so far. */
public final class Running {
    private final List<String> command;
    private final Process process;
    private final Path stdout;
    private final Path stderr;

    Running(List<String> command, Process process, Path stdout, Path stderr) {
        this.command = command;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Returns whether it has not ended yet. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns the handle of the process that was started here, which may have others below it. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Ends it, whatever it does. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Returns what it has printed so far, standard output first. */
    public String output() {
        return read(stdout) + read(stderr);
    }

    /** Returns the whole lines that it has printed so far on standard output. */
    public List<String> lines() {
        String text = read(stdout);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Returns the end of what it has printed so far on standard output. */
    public String tail(int sizeBytes) {
        try (RandomAccessFile file = new RandomAccessFile(stdout.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - sizeBytes));
            byte[] end = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it ends; fails the test when that takes longer than the limit. */
    public Shell.Result await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(String.join(" ", command) + " did not end within " + limit + "\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
        return new Shell.Result(command, process.exitValue(), read(stdout), read(stderr));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
