package io.crj.coordinator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether somebody is watching. */
final class Terminal {

    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private Terminal() {}

    /** Whether standard error is a terminal that understands more than plain lines. */
    static boolean isInteractive(Map<String, String> environment) {
        String term = environment.getOrDefault("TERM", "dumb");
        return !"dumb".equals(term) && isTerminal(STANDARD_ERROR);
    }

    static boolean isTerminal(Path descriptor) {
        try {
            String file = Files.readSymbolicLink(descriptor).toString();
            return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty") || file.equals("/dev/console");
        } catch (IOException closed) {
            return false;
        }
    }
}
