package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.util.HashMap;
import java.util.Map;

/** What CRIU's command line has and crj's does not: refused by name, with the reason. */
final class Unsupported {

    private static final Map<String, String> SHORT = Map.of(
            "-S", "--restore-sibling",
            "-L", "--libdir",
            "-c", "--exec-cmd");

    private static final Map<String, String> REASONS = new HashMap<>();

    static {
        because(
                "pages always come from, and go to, directories; crj-migrate moves trees between hosts",
                "--page-server",
                "--address",
                "--port",
                "--ps-socket",
                "--lazy-pages",
                "--stream",
                "--tls",
                "--tls-cacert",
                "--tls-cacrl",
                "--tls-cert",
                "--tls-key",
                "--tls-no-cn-verify");
        because("a restored tree is always a child of crj, or of init", "--restore-sibling", "--exec-cmd");
        because("crj has no plugins", "--libdir");
        because("a restored task is confined as whoever restores it", "--lsm-profile", "--lsm-mount-context");
        because("close them in the program, or name them with --external", "--close");
    }

    private static final Map<String, String> COMMANDS = Map.of(
            "page-server", "crj-migrate moves trees between hosts",
            "lazy-pages", "crj-migrate moves trees between hosts",
            "exec", "nothing runs inside of another process by crj",
            "image", "use crj show");

    private Unsupported() {}

    private static void because(String reason, String... options) {
        for (String option : options) {
            REASONS.put(option, reason);
        }
    }

    /**
     * Refuses an option that crj does not have.
     *
     * @param argument one word of a command line, as it stands there
     * @param place put before the sentence
     */
    static void check(String argument, String place) {
        String name = argument.split("=", 2)[0];
        String option = name.startsWith("--no-") ? "--" + name.substring("--no-".length()) : name;
        String reason = REASONS.get(SHORT.getOrDefault(option, option));
        if (reason != null) {
            throw new EngineException(place + name + " is not supported: " + reason);
        }
    }

    /** Whether CRIU has such a command, and crj does not. */
    static boolean isCommand(String word) {
        return COMMANDS.containsKey(word);
    }

    /** Refuses a command that crj does not have. */
    static void checkCommand(String command) {
        if (COMMANDS.containsKey(command)) {
            throw new EngineException("there is no crj " + command + ": " + COMMANDS.get(command));
        }
    }
}
