package io.crj.engine.facet;

import io.crj.engine.interop.Subject;
import io.crj.engine.linux.sys.ProcessCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A facet's program while it runs, wherever it was restored. */
final class FacetVictim {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration INTERVAL = Duration.ofMillis(4);
    private static final Pattern LINE = Pattern.compile("\\(line ([0-9]+)");
    private static final int SIGUSR1 = 10;

    private final Facet facet;
    private final Path program;
    private final Path directory;
    private final Path status;
    private int pid;
    private int checks;

    /** @param program the facet, compiled */
    FacetVictim(Facet facet, Path program, Path directory) {
        this.facet = facet;
        this.program = program;
        this.directory = directory;
        this.status = directory.resolve("status");
    }

    int pid() {
        return pid;
    }

    /** On return it is ready. */
    void start() throws IOException, InterruptedException {
        // Victims may be anybody in the end, and the root of a file system of their own.
        Path work = Files.createDirectory(directory.resolve("work"));
        for (Path place : List.of(directory, work)) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        List<String> command = new ArrayList<>(facet.launch());
        if (!command.isEmpty()
                && command.stream().noneMatch(word -> word.equals("chroot") || word.startsWith("--root"))) {
            // A launcher that stays has something to say when the program ends: that file must not be the program's.
            command.addAll(List.of(
                    "sh",
                    "-c",
                    "exec \"$@\" 2>\"$0\"",
                    directory.resolve("stderr-inside").toString()));
        }
        command.addAll(List.of(program.toString(), status.toString(), work.toString()));
        int first = Subject.launch(directory, command.toArray(String[]::new));
        await("starting, it is not ready", () -> Files.exists(status));
        String said = said();
        if (!said.equals("ready")) {
            throw failure("starting", said);
        }
        pid = facet.launch().isEmpty() ? first : find(first);
    }

    /** What was started, or the first of its descendants that is the program: launchers may stay its parents. */
    private int find(int first) throws IOException {
        List<Integer> line = new ArrayList<>(List.of(first));
        for (int i = 0; i < line.size(); i++) {
            if (isProgram(line.get(i))) {
                return line.get(i);
            }
            line.addAll(children(line.get(i)));
        }
        throw new FacetFailure("starting: the program is not among the descendants of its launcher: " + line);
    }

    private boolean isProgram(int candidate) throws IOException {
        Path exe = Path.of("/proc/" + candidate + "/exe");
        return Files.exists(exe) && Files.isSameFile(exe, program);
    }

    static List<Integer> children(int parent) throws IOException {
        Path list = Path.of("/proc/" + parent + "/task/" + parent + "/children");
        List<Integer> children = new ArrayList<>();
        for (String word : Files.readString(list).strip().split(" ")) {
            if (!word.isEmpty()) {
                children.add(Integer.valueOf(word));
            }
        }
        return children;
    }

    /** From now on this process is it. */
    void goesBy(int number) {
        pid = number;
    }

    /** It holds what it held, by its own judgement. */
    void check(String step) throws IOException {
        String before = said();
        if (isGone()) {
            throw failure(step, "it does not run");
        }
        ProcessCalls.kill(pid, SIGUSR1);
        await(step + ", it does not answer", () -> !said().equals(before) || isGone());
        String after = said();
        if (after.equals(before)) {
            throw failure(step, "it ended when asked");
        }
        // It counts: one that has lost what it did since an earlier round would say the same again.
        if (!after.equals("ok " + ++checks)) {
            throw failure(step, "it said \"" + after + "\", not \"ok " + checks + "\"");
        }
    }

    /** Waits until its pid is free. */
    void awaitGone(String step) {
        await(step + ", it is still there", this::isGone);
    }

    private boolean isGone() {
        return !Files.exists(Path.of("/proc/" + pid));
    }

    private String said() throws IOException {
        return Files.readString(status).strip();
    }

    private void await(String what, Callable<Boolean> condition) {
        try {
            Awaitility.await().pollInterval(INTERVAL).atMost(PATIENCE).until(condition);
        } catch (ConditionTimeoutException e) {
            throw failure(what, "pid " + pid + ", state " + state());
        }
    }

    private String state() {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith("State:"))
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "gone";
        }
    }

    private FacetFailure failure(String step, String found) {
        return new FacetFailure(step + ": " + found + line(found) + errors());
    }

    /** The line of the source that was not true. */
    private String line(String found) {
        Matcher number = LINE.matcher(found);
        if (!number.find()) {
            return "";
        }
        try {
            List<String> lines = Files.readAllLines(facet.source());
            int index = Integer.parseInt(number.group(1)) - 1;
            return index < lines.size()
                    ? "\n    " + facet.source() + ": " + lines.get(index).strip()
                    : "";
        } catch (IOException e) {
            return "";
        }
    }

    private String errors() {
        try {
            String errors = Files.readString(directory.resolve("stderr")).strip();
            return errors.isEmpty() ? "" : "\n    its stderr: " + errors;
        } catch (IOException e) {
            return "";
        }
    }
}
