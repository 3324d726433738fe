package io.crj.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A process that writes one number after the other, each with a check over 4 MiB of its own memory. */
final class Counter implements AutoCloseable {

    private static final int BYTES = 256 * 16384;

    private static final String PROGRAM = String.join(
            "\n",
            "import sys, time",
            "data = bytearray(range(256)) * 16384",
            "out = open(sys.argv[1], 'w', buffering=1)",
            "n = 0",
            "while True:",
            "    n += 1",
            "    data[n % len(data)] = 7",
            "    out.write('%d %d\\n' % (n, len(data)))",
            "    time.sleep(0.002)");

    private final Path out;
    private final int pid;

    private Counter(Path out, int pid) {
        this.out = out;
        this.pid = pid;
    }

    /** Not as a child of this JVM, which would reap it from under the tracer. */
    static Counter start(Path dir) throws IOException, InterruptedException {
        Path script = Files.writeString(dir.resolve("counter.py"), PROGRAM);
        Path out = dir.resolve("out");
        Path pidFile = dir.resolve("pid");
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "setsid sh -c 'echo $$ >\"$2\"; exec python3 \"$0\" \"$1\" </dev/null >/dev/null 2>&1' \"$@\" &",
                        "sh",
                        script.toString(),
                        out.toString(),
                        pidFile.toString())
                .start()
                .waitFor();
        await().until(() -> Files.exists(out) && Files.readAllLines(out).size() > 3);
        return new Counter(out, Integer.parseInt(Files.readString(pidFile).strip()));
    }

    int pid() {
        return pid;
    }

    int count() throws IOException {
        return Files.readAllLines(out).size();
    }

    void assertRunsOnWithoutAGap() throws IOException {
        int before = count();
        await().until(() -> count() > before + 50);
        List<String> lines = Files.readAllLines(out);
        for (int i = 0; i < lines.size() - 1; i++) {
            assertThat(lines.get(i)).isEqualTo((i + 1) + " " + BYTES);
        }
    }

    void assertStandsStill() throws IOException {
        int before = count();
        await().during(Duration.ofMillis(300)).until(() -> count() == before);
    }

    boolean isGone() throws IOException {
        Path stat = Path.of("/proc/" + pid + "/stat");
        return !Files.exists(stat) || Files.readString(stat).contains(") Z ");
    }

    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
