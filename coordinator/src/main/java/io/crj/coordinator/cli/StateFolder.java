package io.crj.coordinator.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where crj keeps what must outlive a command. */
final class StateFolder {

    private StateFolder() {}

    /** {@code $XDG_STATE_HOME/crj}, or {@code /var/lib/crj} when that is not set. */
    static Path of(Map<String, String> environment) {
        String home = environment.getOrDefault("XDG_STATE_HOME", "");
        return Path.of(home.isEmpty() ? "/var/lib" : home, "crj");
    }
}
