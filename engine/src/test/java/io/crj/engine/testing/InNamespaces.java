package io.crj.engine.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A shell in namespaces of its own, which waits there until it is closed. */
public final class InNamespaces implements AutoCloseable {

    private final Process process;

    private InNamespaces(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param flags of unshare(1)
     * @param script what is done inside before this returns
     */
    public static InNamespaces start(String flags, String script) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(List.of(flags.split(" ")));
        command.addAll(List.of("bash", "-e", "-c", script + "\necho ready; exec sleep 1000"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader output = process.inputReader();
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); !"ready".equals(line); line = output.readLine()) {
            if (line == null) {
                throw new AssertionError("unshare " + flags + ": " + seen);
            }
            seen.append(line).append('\n');
        }
        return new InNamespaces(process);
    }

    public int pid() {
        return (int) process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
