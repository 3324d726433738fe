package io.crj.engine.namespace.net;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Runs programs in the calling thread's network namespace. */
final class Tool {

    /** Administrators' programs, which are not on every user's PATH. */
    private static final List<String> PLACES =
            List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin");

    private Tool() {}

    /** Where one of these programs lies, the first that is there. */
    static Optional<String> find(String... names) {
        for (String name : names) {
            for (String place : PLACES) {
                Path program = Path.of(place, name);
                if (Files.isExecutable(program)) {
                    return Optional.of(program.toString());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Runs a program to its end.
     *
     * @param input what it reads
     * @return what it printed
     * @throws EngineException with what it said when it failed
     */
    static byte[] run(byte[] input, String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            CompletableFuture<byte[]> errors = CompletableFuture.supplyAsync(() -> all(process));
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new EngineException(String.join(" ", command) + " failed: "
                        + new String(errors.join(), StandardCharsets.UTF_8).strip());
            }
            return output;
        } catch (IOException e) {
            throw new EngineException("cannot run " + String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while " + command[0] + " ran", e);
        }
    }

    private static byte[] all(Process process) {
        try {
            return process.getErrorStream().readAllBytes();
        } catch (IOException e) {
            return e.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
