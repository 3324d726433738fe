package io.crj.engine.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;

/** The other end of a program's connection and pipe, in a process of its own: src/test/victims/outside.py. */
final class Outsider implements AutoCloseable {

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;
    private final String[] numbers;

    Outsider() throws IOException {
        process = new ProcessBuilder("python3", "src/test/victims/outside.py")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = process.outputWriter();
        answers = process.inputReader();
        numbers = order("start").split(" ");
    }

    private String order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program's pid. */
    String pid() {
        return numbers[0];
    }

    /** Inode of the program's end of the connection. */
    String socket() {
        return numbers[1];
    }

    /** Inode of the pipe that the program writes to. */
    String pipe() {
        return numbers[2];
    }

    /** What the program answers. */
    String ask(String word) {
        return order("ask " + word);
    }

    /** What the program has written. */
    String hear() {
        return order("hear");
    }

    /** Once the program was ended. */
    void reap() {
        order("reap");
    }

    /** Runs a command to which a new connection and a new pipe are supplied as 100 and 101: its exit code and output. */
    String supply(List<String> command) {
        return order("supply "
                + command.stream()
                        .map(word -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                        .collect(Collectors.joining(",", "[", "]")));
    }

    @Override
    public void close() {
        ProcessHandle.of(Long.parseLong(pid())).ifPresent(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
