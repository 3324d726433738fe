package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.linux.proc.TaskStat;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a migration processes are born in the first round: what their terminals are has to be known by then. */
class TerminalRoundsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** A terminal with a shell in it, which is asked for its terminal again and again. */
    private static final String PROGRAM = """
            import os, pty, select
            child, master = pty.fork()
            if child == 0:
                os.execvp('sh', ['sh'])
            open('child', 'w').write(str(child))
            out = open('out', 'ab', 0)
            while True:
                if select.select([master], [], [], 0.2)[0]:
                    out.write(os.read(master, 4096))
                else:
                    os.write(master, b'echo at $(tty) $(ps -o tty= -p $$) </dev/tty\\n')
            """;

    @TempDir
    private Path tmp;

    @Test
    void shouldGiveLeadersTheirTerminalsInTheFirstRound() throws Exception {
        Path out = tmp.resolve("out");
        try (Subject subject = Subject.of(tmp, "python3", "-c", PROGRAM)) {
            await().atMost(PATIENCE).until(() -> answers(out) > 1);
            Recording recording = new Recording();
            try (Dumper dumper = Dumpers.open(DumpOptions.of(subject.pid()), Hooks.NONE)) {
                dumper.preDump(recording);
                dumper.preDump(recording);
                dumper.dump(recording);
                dumper.reap();
            }
            subject.awaitGone();
            long before = answers(out);
            try (Restorer restorer = Restorers.open(RestoreOptions.of("crj-rounds"), Hooks.NONE)) {
                recording.steps.forEach(step -> step.accept(restorer));
                restorer.complete();
                restorer.resume();
            }
            await().atMost(PATIENCE).until(() -> answers(out) > before + 1);
            int child = Integer.parseInt(Files.readString(tmp.resolve("child")));
            assertThat(TaskStat.read(child).session()).isEqualTo(child);
            assertThat(TaskStat.read(child).terminal()).isNotZero();
        }
    }

    private static long answers(Path out) throws Exception {
        return Files.exists(out)
                ? Files.readAllLines(out).stream()
                        .filter(line -> line.contains("at /dev/pts/"))
                        .count()
                : 0;
    }

    /** Keeps what is sent until the pids are free. */
    private static final class Recording implements ImageSink {

        private final List<Consumer<ImageSink>> steps = new ArrayList<>();

        @Override
        public void file(String name, byte[] content) {
            steps.add(sink -> sink.file(name, content));
        }

        @Override
        public void pages(PageSpace space, long address, ByteBuffer pages) {
            ByteBuffer copy = ByteBuffer.allocateDirect(pages.remaining());
            copy.put(pages).flip();
            steps.add(sink -> sink.pages(space, address, copy));
        }

        @Override
        public void present(PageSpace space, long[] startEndPairs) {
            steps.add(sink -> sink.present(space, startEndPairs));
        }

        @Override
        public void endOfRound(int number) {
            steps.add(sink -> sink.endOfRound(number));
        }

        @Override
        public void endOfImage() {
            steps.add(ImageSink::endOfImage);
        }
    }
}
