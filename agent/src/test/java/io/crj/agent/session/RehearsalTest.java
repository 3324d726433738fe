package io.crj.agent.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RehearsalTest {

    @Test
    void shouldGoThroughTheWholeEngineAndLeaveNoProcess() {
        Recording engine = new Recording(Engine.LOCAL);

        assertThat(new Rehearsal(engine).run()).isTrue();

        assertThat(engine.pid).isPositive();
        await().until(() -> !Files.exists(Path.of("/proc/" + engine.pid)));
    }

    @Test
    void shouldShrugAtAnEngineThatFails() {
        FakeEngine broken = new FakeEngine(TestHost.tree());
        broken.onOpenDumper = new EngineException("no ptrace here");

        assertThat(new Rehearsal(broken).run()).isFalse();

        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    /** Notes whom it is about. */
    private static final class Recording implements Engine {
        private final Engine engine;
        private volatile int pid;

        Recording(Engine engine) {
            this.engine = engine;
        }

        @Override
        public Dumper openDumper(DumpOptions options, Hooks hooks, Journal journal) {
            pid = options.pid();
            return engine.openDumper(options, hooks, journal);
        }

        @Override
        public Restorer openRestorer(RestoreOptions options, Hooks hooks, Journal journal) {
            return engine.openRestorer(options, hooks, journal);
        }
    }
}
