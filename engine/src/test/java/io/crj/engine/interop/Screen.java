package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.TerminalCalls;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A terminal with a program that leads its session; what it shows is kept, in the order it came. */
final class Screen implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHUNK_BYTES = 4096;

    private final Fd master;
    private final Process program;
    private final StringBuffer shown = new StringBuffer();
    private final Thread reader = new Thread(this::read, "screen");
    private int seen;

    private Screen(Fd master, Process program) {
        this.master = master;
        this.program = program;
        reader.start();
    }

    /** Starts a program on a terminal of its own. */
    static Screen of(Path directory, int rows, int columns, List<String> command) throws IOException {
        Fd master = FileCalls.open("/dev/ptmx", Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_CLOEXEC, 0);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
        TerminalCalls.setWindowSize(master, new byte[] {(byte) rows, 0, (byte) columns, 0, 0, 0, 0, 0});
        String path = "/dev/pts/" + TerminalCalls.number(master, TtyIoctls.TIOCGPTN);
        // Whatever runs the tests may ignore the signals that keys send.
        String start = "export PS1='PROMPT> '; exec setsid -c env --default-signal \"$@\" <>" + path + " >&0 2>&1";
        List<String> line = new ArrayList<>(List.of("bash", "-c", start, "bash"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().put("TERM", "vt100");
        File nothing = new File("/dev/null");
        builder.redirectOutput(nothing).redirectError(nothing);
        return new Screen(master, builder.start());
    }

    /** An interactive shell that waits for commands. */
    static Screen shell(Path directory, int rows, int columns) throws IOException {
        Screen screen = of(directory, rows, columns, List.of("bash", "--norc", "--noprofile"));
        screen.await("PROMPT> ");
        return screen;
    }

    private void read() {
        try {
            while (true) {
                if ((TerminalCalls.poll(master, Poll.POLLIN, Duration.ofMillis(50)) & Poll.POLLIN) != 0) {
                    shown.append(new String(TerminalCalls.read(master, CHUNK_BYTES), StandardCharsets.ISO_8859_1));
                }
            }
        } catch (SyscallException | IllegalStateException e) {
            // Closed, or nobody has the other side open any more.
        }
    }

    int pid() {
        return (int) program.pid();
    }

    /** The first child of the program. */
    int job() {
        String children = ProcFile.text("/proc/" + pid() + "/task/" + pid() + "/children");
        return Integer.parseInt(children.trim().split(" ")[0]);
    }

    void type(String keys) {
        FileCalls.writeFully(master, keys.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Types a line that a shell executes, once it asks for it. */
    void command(String line) {
        type(line + "\n");
    }

    /** Waits until something new on the screen matches; what comes after it is new from then on. */
    void await(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(
                        shown.substring(seen))
                .containsPattern(wanted));
        Matcher matcher = wanted.matcher(shown);
        assertThat(matcher.find(seen)).isTrue();
        seen = matcher.end();
    }

    /** Nothing shown so far is new any more. */
    void forget() {
        seen = shown.length();
    }

    /** Waits for the program's end; its exit code. */
    int exitCode() throws InterruptedException {
        return program.waitFor();
    }

    byte[] modes() {
        return TerminalCalls.modes(master);
    }

    /** Rows and columns as bytes, as the kernel has them. */
    byte[] size() {
        return TerminalCalls.windowSize(master);
    }

    /** The process group in the foreground. */
    int foreground() {
        return TerminalCalls.number(master, TtyIoctls.TIOCGPGRP);
    }

    /** The session that the terminal controls. */
    int session() {
        return TerminalCalls.number(master, TtyIoctls.TIOCGSID);
    }

    /** Name of its device. */
    String path() {
        return "/dev/pts/" + TerminalCalls.number(master, TtyIoctls.TIOCGPTN);
    }

    @Override
    public void close() {
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.destroyForcibly();
        try {
            program.waitFor();
            master.close();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
