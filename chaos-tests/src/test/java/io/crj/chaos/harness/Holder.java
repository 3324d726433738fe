package io.crj.chaos.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program on hostA that holds one thing and checks it all the time: strangers/holder.py.
 *
 * @param status the file in which it counts.
 */
public record Holder(Lab lab, int pid, Path status) {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Starts it and waits until it has used the thing. */
    public static Holder start(Lab lab, String kind, String path) {
        Path status = lab.folder().resolve("status");
        String program = Stranger.file("holder.py").toString();
        int pid = lab.startDaemon("hostA", "python3", program, kind, path, status.toString());
        Holder holder = new Holder(lab, pid, status);
        await().atMost(LIMIT).until(() -> Files.exists(status));
        return holder;
    }

    /** Waits until it has used the thing some more times; fails the test when it found something wrong. */
    public void expectUnharmed() {
        String before = read();
        await().atMost(LIMIT).until(() -> !read().equals(before));
        assertThat(read()).matches("\\d+\n");
    }

    /** Moves it to hostB and fails the test unless it runs there, unharmed. */
    public void moveToHostB(String... options) {
        Migration.start(lab, "hostA", "hostB", pid, options).expect(Migration.MIGRATED);
        assertThat(lab.runs("hostB", pid, "python3")).isTrue();
        expectUnharmed();
    }

    /** Tries to move it and fails the test unless that is refused with these words. */
    public void expectRefusal(String... texts) {
        Migration.start(lab, "hostA", "hostB", pid).expectRefusal(texts);
        expectUnharmed();
    }

    private String read() {
        try {
            return Files.readString(status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
