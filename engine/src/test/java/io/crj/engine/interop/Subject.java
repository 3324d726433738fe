package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A running program that tells about itself: in a session of its own, no child of this JVM, with nothing of it inherited.
 *
 * <p>The programs from src/test/victims write numbered lines to a file; {@link #assertUnharmed()} checks them.
 */
public final class Subject implements AutoCloseable {

    private static final String VICTIMS = "src/test/victims";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration INTERVAL = Duration.ofMillis(4);

    private final int pid;
    private final Path lines;

    private Subject(int pid, Path lines) {
        this.pid = pid;
        this.lines = lines;
    }

    /**
     * Compiles and starts {@code src/test/victims/NAME.c}.
     *
     * @param launcher words before the program, of one that becomes it, such as {@code unshare --net}
     */
    static Subject compiled(String name, Path directory, String... launcher) throws IOException, InterruptedException {
        Path program = compile(name, directory);
        Path lines = directory.resolve("lines");
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(program.toString(), lines.toString()));
        Subject subject = new Subject(launch(directory, command.toArray(String[]::new)), lines);
        subject.awaitLines(0);
        return subject;
    }

    /** Compiles {@code src/test/victims/NAME.c}. */
    static Path compile(String name, Path directory) throws IOException, InterruptedException {
        return compile(Path.of(VICTIMS, name + ".c"), directory.resolve(name));
    }

    /** Compiles a victim; {@code program} is what comes of it. */
    public static Path compile(Path source, Path program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("gcc", "-O1", "-pthread", "-Wall", "-Werror", "-I", VICTIMS));
        command.addAll(List.of("-o", program.toString(), source.toString()));
        Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(compiler.waitFor())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return program;
    }

    /** Starts any program; it is not checked by its lines. */
    static Subject of(Path directory, String... command) throws IOException, InterruptedException {
        return new Subject(launch(directory, command), null);
    }

    /** Starts any program; on return its pid is known, and it is about to become it. */
    public static int launch(Path directory, String... command) throws IOException, InterruptedException {
        Path pidFile = directory.resolve("pid");
        // Of one that was started here before.
        Files.deleteIfExists(pidFile);
        String script = "for fd in /proc/self/fd/*; do n=${fd##*/}; [ $n -gt 2 ] && eval \"exec $n>&-\"; done;"
                + " echo $$ >pid.new; mv pid.new pid; exec \"$@\"";
        ProcessBuilder builder = new ProcessBuilder("setsid", "-f", "bash", "-c", script, "bash");
        builder.command().addAll(List.of(command));
        Path nothing = Path.of("/dev/null");
        builder.directory(directory.toFile())
                .redirectInput(nothing.toFile())
                .redirectOutput(nothing.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        assertThat(builder.start().waitFor()).isZero();
        await().pollInterval(INTERVAL).atMost(PATIENCE).until(() -> Files.exists(pidFile));
        return Integer.parseInt(Files.readString(pidFile).trim());
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    int pid() {
        return pid;
    }

    boolean isThere() {
        return Files.exists(Path.of("/proc/" + pid));
    }

    /** Waits until the pid is free again: whoever inherited the process has to notice its end. */
    void awaitGone() {
        await().atMost(PATIENCE).until(() -> !isThere());
    }

    int lineCount() throws IOException {
        // A program that has just begun has not made its file yet.
        return Files.exists(lines) ? Files.readAllLines(lines).size() : 0;
    }

    /** Waits until there are 20 lines more than {@code before}. */
    void awaitLines(int before) {
        await().atMost(PATIENCE).until(() -> lineCount() >= before + 20);
    }

    /** It runs on where it was: the numbers go on without a gap and it found nothing wrong with itself. */
    void assertUnharmed() throws IOException {
        int before = lineCount();
        awaitLines(before);
        List<String> all = Files.readAllLines(lines);
        assertThat(all).noneMatch(line -> line.startsWith("CORRUPT"));
        // The last line may be half written.
        int complete = all.size() - 1;
        assertThat(all.subList(0, complete).stream().map(line -> line.split(" ", 2)[0]))
                .containsExactlyElementsOf(
                        IntStream.range(0, complete).mapToObj(Integer::toString).toList());
    }

    /** The last complete line. */
    String lastLine() throws IOException {
        List<String> all = Files.readAllLines(lines);
        return all.get(all.size() - 2);
    }

    void signal(String name) throws IOException, InterruptedException {
        signal(pid, name);
    }

    static void signal(int pid, String name) throws IOException, InterruptedException {
        run(List.of("kill", "-" + name, Integer.toString(pid)));
    }

    @Override
    public void close() {
        end(pid);
        awaitGone();
    }

    /** Ends a process and all its descendants at once: what is left of a family without its head is somebody else's. */
    public static void end(int pid) {
        ProcessHandle.of(pid).ifPresent(root -> {
            List<ProcessHandle> family = new ArrayList<>(root.descendants().toList());
            family.add(root);
            family.forEach(ProcessHandle::destroyForcibly);
        });
    }
}
