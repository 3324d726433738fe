package io.crj.engine.namespace.net;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Memfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs programs inside of a network namespace, by way of nsenter(1): a thread of ours that went there to start one would
 * leave the JVM's thread that waits for it behind, and with it keep the namespace alive for a minute.
 */
final class Tool {

    /** Administrators' programs, which are not on every user's PATH. */
    private static final List<String> PLACES =
            List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/local/bin");

    private final String namespace;

    /** @param pid a process in the namespace, as this process sees it */
    Tool(int pid) {
        namespace = "/proc/" + pid + "/ns/net";
    }

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
    byte[] run(byte[] input, String... command) {
        List<String> line = new ArrayList<>(List.of(nsenter(), "--net=" + namespace, "--"));
        line.addAll(List.of(command));
        // A file takes any number of complaints while we read what is printed; one of memory leaves nothing behind.
        try (Fd errors = FileCalls.memfd("crj-tool", Memfd.MFD_CLOEXEC)) {
            Path said = Path.of("/proc/self/fd/" + errors.number());
            Process process =
                    new ProcessBuilder(line).redirectError(said.toFile()).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            byte[] output = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new EngineException(String.join(" ", command) + " failed: "
                        + new String(Files.readAllBytes(said), StandardCharsets.UTF_8).strip());
            }
            return output;
        } catch (IOException e) {
            throw new EngineException("cannot run " + String.join(" ", command) + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while " + command[0] + " ran", e);
        }
    }

    private static String nsenter() {
        return find("nsenter")
                .orElseThrow(() -> new EngineException("there is no nsenter program on this host: install util-linux"));
    }
}
