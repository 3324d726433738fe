package io.crj.agent.options;

import io.crj.wire.message.MigrationOptions;
import java.util.List;
import java.util.regex.Pattern;

/** Bounds of an options message, as control.proto gives them: it comes from the network. */
final class MessageLimits {

    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_NAMESPACES = 8;
    private static final int MAX_EXTERNALS = 64;
    private static final int MAX_SCRIPTS = 16;
    private static final int MAX_TEXT = 512;

    /** PATH_MAX of linux/limits.h, its final zero not counted. */
    private static final int MAX_PATH = 4095;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern LOG_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    private MessageLimits() {}

    static void check(MigrationOptions message) {
        message.getUnknownFields().asMap().keySet().stream().findFirst().ifPresent(number -> {
            throw new OptionException("option number " + number
                    + " of the coordinator is not known to this agent; install the same release everywhere");
        });
        texts("service address", message.getServiceAddressesList(), MAX_ADDRESSES, MAX_TEXT);
        texts("--namespaces", message.getNamespacesList(), MAX_NAMESPACES, MAX_TEXT);
        texts("--external", message.getExternalList(), MAX_EXTERNALS, MAX_TEXT);
        texts("--network-lock", List.of(message.getNetworkLock()), 1, MAX_TEXT);
        paths("--action-script", message.getActionScriptsList(), MAX_SCRIPTS);
        if (!message.getRoot().isEmpty()) {
            paths("--root", List.of(message.getRoot()), 1);
        }
        if (message.getGhostLimitBytes() < 0) {
            throw new OptionException("--ghost-limit: more than can be counted");
        }
        String log = message.getLogFile();
        if (log.isEmpty() ? message.getLogPid() : !LOG_NAME.matcher(log).matches()) {
            throw new OptionException("--log-file '" + shown(log) + "' is no plain file name");
        }
    }

    private static void texts(String option, List<String> values, int most, int longest) {
        if (values.size() > most) {
            throw new OptionException(option + " is given " + values.size() + " times; at most " + most + " are taken");
        }
        for (String value : values) {
            if (value.length() > longest || CONTROL.matcher(value).find()) {
                throw new OptionException(option + " '" + shown(value) + "': at most " + longest
                        + " characters are taken, none of them control characters");
            }
        }
    }

    private static void paths(String option, List<String> values, int most) {
        texts(option, values, most, MAX_PATH);
        for (String value : values) {
            if (!value.startsWith("/")) {
                throw new OptionException(option + " '" + shown(value) + "' does not begin with /");
            }
        }
    }

    /** Not more of it than a sentence can bear. */
    private static String shown(String value) {
        String safe = CONTROL.matcher(value).replaceAll("?");
        return safe.length() <= 80 ? safe : safe.substring(0, 80) + "…";
    }
}
