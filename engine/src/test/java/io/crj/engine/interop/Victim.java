package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program of src/test/victims that holds something and, asked to, checks that it still does; see victim.h. */
final class Victim implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Subject subject;
    private final Path status;
    private int pid;
    private int checks;

    private Victim(Subject subject, Path status) {
        this.subject = subject;
        this.pid = subject.pid();
        this.status = status;
    }

    /**
     * Compiles and starts it; on return it is ready.
     *
     * @param starter command that gets the program's command line behind its own, and becomes it
     */
    static Victim start(String name, Path directory, String... starter) throws IOException, InterruptedException {
        Path program = Subject.compile(name, directory);
        Path status = directory.resolve("status");
        Path work = Files.createDirectories(directory.resolve("work"));
        List<String> command = new ArrayList<>(List.of(starter));
        command.addAll(List.of(program.toString(), status.toString(), work.toString()));
        Victim victim = new Victim(Subject.of(directory, command.toArray(String[]::new)), status);
        await().atMost(PATIENCE).until(() -> Files.exists(status));
        assertThat(status).hasContent("ready");
        return victim;
    }

    String pid() {
        return Integer.toString(pid);
    }

    /** From now on the program is this process: a child of what was started, or restored with another pid. */
    void goesBy(int number) {
        pid = number;
    }

    void awaitGone() {
        subject.awaitGone();
    }

    /** It holds what it held, by its own judgement. */
    void assertUnharmed() throws IOException, InterruptedException {
        String before = Files.readString(status);
        Subject.signal(pid, "USR1");
        await().atMost(PATIENCE).until(() -> !Files.readString(status).equals(before));
        assertThat(status).hasContent("ok " + ++checks);
    }

    @Override
    public void close() {
        Subject.end(pid);
        subject.close();
    }
}
