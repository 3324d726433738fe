package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cpuinfo}, {@code dedup}, {@code check --feature}, and trees that are left stopped. */
class MoreCommandsTest {

    @TempDir
    Path tmp;

    @Test
    void shouldDescribeTheProcessorAsCriuDoes() throws Exception {
        Path own = Files.createDirectory(tmp.resolve("own"));
        Path theirs = Files.createDirectory(tmp.resolve("theirs"));
        Crj.run("cpuinfo", "dump", "-D", own.toString());
        CriuPeer.cpuinfo("dump", theirs);

        assertThat(CriuPeer.show(own.resolve("cpuinfo.img"))).isEqualTo(CriuPeer.show(theirs.resolve("cpuinfo.img")));
        Crj.run("cpuinfo", "check", "-D", theirs.toString());
        CriuPeer.cpuinfo("check", own);
    }

    @Test
    void shouldFreePagesOfParentsThatAreThereAgain() throws Exception {
        Path first = tmp.resolve("first");
        Path last = tmp.resolve("last");
        try (Subject subject = Subject.compiled("counter", tmp)) {
            String pid = Integer.toString(subject.pid());
            Crj.run("pre-dump", "-t", pid, "-D", first.toString());
            subject.awaitLines(subject.lineCount());
            long before = blocks(first.resolve("pages-1.img"));
            Crj.run("dump", "-t", pid, "-D", last.toString(), "--prev-images-dir", "../first", "--auto-dedup");
            assertThat(blocks(first.resolve("pages-1.img"))).isLessThan(before);
            assertThat(Crj.run("dedup", "-D", last.toString())).containsPattern("^[1-9]\\d* bytes freed");
            subject.awaitGone();
            Crj.run("restore", "-d", "-D", last.toString());
            subject.assertUnharmed();
        }
    }

    private static long blocks(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        String blocks = new String(stat.getInputStream().readAllBytes()).trim();
        assertThat(stat.waitFor()).isZero();
        return Long.parseLong(blocks);
    }

    @Test
    void shouldCheckSingleFeatures() throws Exception {
        assertThat(Crj.run("check", "--feature", "list")).contains("pagemap_scan", "clone3_set_tid", "mem_dirty_track");
        assertThat(Crj.run("check", "--feature", "clone3_set_tid", "--feature", "nftables"))
                .contains("clone3 set_tid", "nftables")
                .hasLineCount(2);
        Crj.Result unknown = Crj.attempt(Map.of(), "check", "--feature", "telepathy");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.output()).contains("'telepathy'", "--feature list");
    }

    @Test
    void shouldLeaveTreesStopped() throws Exception {
        Path image = tmp.resolve("image");
        try (Subject subject = Subject.compiled("threads", tmp)) {
            Crj.run("dump", "-s", "-t", Integer.toString(subject.pid()), "-D", image.toString());
            assertStopped(subject);
            subject.signal("CONT");
            subject.assertUnharmed();
            subject.signal("KILL");
            subject.awaitGone();
        }
        Path again = Files.createDirectory(tmp.resolve("again"));
        try (Subject subject = Subject.compiled("threads", again)) {
            Path second = tmp.resolve("second");
            Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", second.toString());
            subject.awaitGone();
            Crj.run("restore", "-s", "-d", "-D", second.toString());
            assertStopped(subject);
            subject.signal("CONT");
            subject.assertUnharmed();
        }
    }

    private static void assertStopped(Subject subject) {
        Path status = Path.of("/proc/" + subject.pid() + "/status");
        await().untilAsserted(() -> assertThat(status).content().contains("State:\tT (stopped)"));
    }
}
