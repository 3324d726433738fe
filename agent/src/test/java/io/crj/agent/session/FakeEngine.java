package io.crj.agent.session;

import io.crj.engine.DumpOptions;
import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.RoundStats;
import io.crj.engine.TreeReport;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** An engine without processes: keeps the contracts of {@link Dumper} and {@link Restorer} and notes every call. */
final class FakeEngine implements Engine {

    static final int PAGE = 4096;
    static final PageSpace HEAP = PageSpace.process(4242);

    final List<String> calls = new CopyOnWriteArrayList<>();
    final TreeReport report;
    volatile int pagesARound = 64;
    volatile RuntimeException onOpenDumper;
    volatile RuntimeException onComplete;
    volatile RuntimeException onReap;
    volatile Runnable beforeDumpReturns = () -> {};
    volatile Runnable beforeCompleteReturns = () -> {};
    volatile DumpOptions dumpOptions;
    volatile RestoreOptions restoreOptions;

    FakeEngine(TreeReport report) {
        this.report = report;
    }

    @Override
    public Dumper openDumper(DumpOptions options, Hooks hooks) {
        if (onOpenDumper != null) {
            throw onOpenDumper;
        }
        dumpOptions = options;
        return new FakeDumper(hooks);
    }

    @Override
    public Restorer openRestorer(RestoreOptions options, Hooks hooks) {
        restoreOptions = options;
        hooks.run(Action.PRE_RESTORE, Hooks.NO_PID);
        calls.add("vessel");
        return new FakeRestorer(hooks);
    }

    private static ByteBuffer noise(int pages) {
        byte[] bytes = new byte[pages * PAGE];
        new Random(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private final class FakeDumper implements Dumper {
        private final Hooks hooks;
        private boolean frozen;
        private int rounds;

        FakeDumper(Hooks hooks) {
            this.hooks = hooks;
        }

        @Override
        public TreeReport report() {
            return report;
        }

        @Override
        public RoundStats preDump(ImageSink sink) {
            rounds++;
            calls.add("round " + rounds);
            sink.file("mm-4242.img", new byte[100]);
            sink.pages(HEAP, 0x10000, noise(pagesARound));
            sink.endOfRound(rounds);
            return new RoundStats(rounds, 2L * pagesARound, pagesARound, 1000);
        }

        @Override
        public DumpStats dump(ImageSink sink) {
            hooks.run(Action.PRE_DUMP, report.pid());
            frozen = true;
            calls.add("frozen");
            try {
                hooks.run(Action.NETWORK_LOCK, report.pid());
                sink.file("core-4242.img", new byte[300]);
                sink.pages(HEAP, 0x10000, noise(3));
                sink.present(HEAP, new long[] {0x10000, 0x10000 + 3 * PAGE});
                sink.endOfImage();
                beforeDumpReturns.run();
                hooks.run(Action.POST_DUMP, report.pid());
            } catch (RuntimeException failed) {
                frozen = false;
                calls.add("runs again");
                throw failed;
            }
            return new DumpStats(System.nanoTime(), 3, 67, Map.of("send", 5L));
        }

        @Override
        public void resume() {
            if (!frozen) {
                throw new EngineException("not frozen");
            }
            frozen = false;
            hooks.run(Action.NETWORK_UNLOCK, report.pid());
            calls.add("runs again");
        }

        @Override
        public void reap() {
            if (onReap != null) {
                throw onReap;
            }
            frozen = false;
            calls.add("reaped");
        }

        @Override
        public void close() {
            if (frozen) {
                frozen = false;
                calls.add("runs again");
            }
        }
    }

    private final class FakeRestorer implements Restorer {
        private final Hooks hooks;
        private boolean resumed;
        private boolean closed;

        FakeRestorer(Hooks hooks) {
            this.hooks = hooks;
        }

        @Override
        public void file(String name, byte[] content) {
            calls.add("got " + name);
        }

        @Override
        public void pages(PageSpace space, long address, ByteBuffer pages) {
            pages.position(pages.limit());
        }

        @Override
        public void present(PageSpace space, long[] startEndPairs) {
            calls.add("present " + startEndPairs.length / 2);
        }

        @Override
        public void endOfRound(int number) {
            calls.add("got round " + number);
        }

        @Override
        public void endOfImage() {
            calls.add("got image");
        }

        @Override
        public void complete() {
            if (onComplete != null) {
                throw onComplete;
            }
            beforeCompleteReturns.run();
            hooks.run(Action.POST_RESTORE, report.pid());
            calls.add("complete");
        }

        @Override
        public int resume() {
            hooks.run(Action.NETWORK_UNLOCK, report.pid());
            hooks.run(Action.PRE_RESUME, report.pid());
            resumed = true;
            calls.add("resumed");
            hooks.run(Action.POST_RESUME, report.pid());
            return report.pid();
        }

        @Override
        public void close() {
            if (!resumed && !closed) {
                calls.add("vessel destroyed");
            }
            closed = true;
        }
    }
}
