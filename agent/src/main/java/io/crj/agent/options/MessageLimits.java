package io.crj.agent.options;

import com.google.protobuf.ByteString;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.StartSource;
import io.crj.wire.message.ToAgent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Bounds of messages, as control.proto gives them: they come from the network. */
public final class MessageLimits {

    private static final Pattern MIGRATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MIN_TICKET_BYTES = 16;
    private static final int MAX_TICKET_BYTES = 64;
    private static final int MAX_PORT = 65535;
    private static final int MAX_REASON = 4096;
    private static final long MAX_FREEZE_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int MAX_ADDRESSES = 64;
    private static final int MAX_NAMESPACES = 8;
    private static final int MAX_EXTERNALS = 64;
    private static final int MAX_SCRIPTS = 16;
    private static final int MAX_PLACES = 64;
    private static final int MAX_TEXT = 512;

    /** PATH_MAX of linux/limits.h, its final zero not counted. */
    private static final int MAX_PATH = 4095;

    private static final Set<String> ABILITIES = Set.of("fpu", "ins", "cpu", "all", "none");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern LOG_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    private MessageLimits() {}

    /** Checks what can be seen in the message alone. */
    public static void check(ToAgent request) {
        if (!request.hasListMigrations()
                && !MIGRATION_ID.matcher(request.getMigrationId()).matches()) {
            throw new OptionException("a migration id has 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
        }
        switch (request.getBodyCase()) {
            case PREPARE_TARGET -> ticket(request.getPrepareTarget().getTicket());
            case START_SOURCE -> start(request.getStartSource());
            case ROUND -> in("the number of a round", request.getRound().getNumber(), 1, Integer.MAX_VALUE);
            case FREEZE -> in("max_freeze_nanos", request.getFreeze().getMaxFreezeNanos(), 0, MAX_FREEZE_NANOS);
            case ABORT ->
                in("the length of a reason", request.getAbort().getReason().length(), 0, MAX_REASON);
            case BODY_NOT_SET ->
                throw new OptionException(
                        "a request that this agent does not know; install the same release everywhere");
            default -> {
                // Has nothing to check, or only options, which are checked where they are used.
            }
        }
    }

    private static void start(StartSource start) {
        ticket(start.getTicket());
        in("a pid", start.getPid(), 1, Integer.MAX_VALUE);
        in("a port", start.getTargetStreamPort(), 1, MAX_PORT);
        texts("the target's host", List.of(start.getTargetHost()), 1, MAX_TEXT);
    }

    private static void ticket(ByteString ticket) {
        in("the number of a ticket's bytes", ticket.size(), MIN_TICKET_BYTES, MAX_TICKET_BYTES);
    }

    private static void in(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new OptionException(what + " is " + value + ", which is not between " + least + " and " + most);
        }
    }

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
        paths("--irmap-scan-path", message.getIrmapScanPathsList(), MAX_PLACES);
        texts("--manage-cgroups", List.of(message.getManageCgroups()), 1, MAX_TEXT);
        texts("--cgroup-root", message.getCgroupRootsList(), MAX_PLACES, MAX_PATH);
        message.getCpuCapsList().forEach(MessageLimits::ability);
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

    private static void ability(String name) {
        if (!ABILITIES.contains(name)) {
            throw new OptionException("--cpu-cap " + shown(name) + ": there are fpu, ins, cpu, all and none");
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
