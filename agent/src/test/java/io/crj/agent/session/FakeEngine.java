package io.crj.agent.session;

import io.crj.agent.host.AddressAftermath;
import io.crj.agent.host.HostAddresses;
import io.crj.agent.machine.VesselEvidence;
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
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.Aftermaths;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An engine without processes: keeps the contracts of {@link Dumper} and {@link Restorer}, notes every call, and holds
 * trees and vessels so that they outlive it.
 */
final class FakeEngine implements Engine, Vessels {

    static final int PAGE = 4096;
    private static final String HOLD = "fake hold";
    private static final String VESSEL = "fake vessel";
    static final PageSpace HEAP = PageSpace.process(4242);

    final List<String> calls = new CopyOnWriteArrayList<>();
    final TreeReport report;
    volatile int pagesARound = 64;
    volatile RuntimeException onOpenDumper;
    volatile RuntimeException onComplete;
    volatile RuntimeException onReap;
    volatile RuntimeException onUndo;
    volatile Runnable beforeImageIsAcknowledged = () -> {};
    volatile Runnable beforeDumpReturns = () -> {};
    volatile Runnable beforeCompleteReturns = () -> {};
    volatile Runnable beforeVesselNoteGoes = () -> {};
    volatile VesselEvidence vessel = VesselEvidence.GONE;
    volatile DumpOptions dumpOptions;
    volatile RestoreOptions restoreOptions;

    FakeEngine(TreeReport report) {
        this.report = report;
    }

    /** One that finds what this one has left, and goes its own way. */
    FakeEngine copy() {
        FakeEngine other = new FakeEngine(report);
        other.calls.addAll(calls);
        other.vessel = vessel;
        other.onUndo = onUndo;
        return other;
    }

    @Override
    public Dumper openDumper(DumpOptions options, Hooks hooks, Journal journal) {
        if (onOpenDumper != null) {
            throw onOpenDumper;
        }
        dumpOptions = options;
        return new FakeDumper(hooks, journal);
    }

    @Override
    public Restorer openRestorer(RestoreOptions options, Hooks hooks, Journal journal) {
        restoreOptions = options;
        hooks.run(Action.PRE_RESTORE, Hooks.NO_PID);
        calls.add("vessel");
        return new FakeRestorer(hooks, journal);
    }

    /** What becomes of trees and vessels that were held by an agent that died. */
    Aftermaths aftermaths(HostAddresses addresses) {
        return AddressAftermath.kinds(addresses)
                .withFirst(VESSEL, aftermath("vessel undone", "vessel let run"))
                .withFirst(HOLD, aftermath("hold undone", "hold completed"));
    }

    private Aftermath aftermath(String undone, String completed) {
        return new Aftermath() {
            @Override
            public void undo(Map<String, String> facts) {
                if (onUndo != null) {
                    throw onUndo;
                }
                calls.add(undone);
            }

            @Override
            public void complete(Map<String, String> facts) {
                calls.add(completed);
            }
        };
    }

    @Override
    public Optional<Vessel> find(List<SideEffect> notes) {
        return notes.stream().anyMatch(note -> note.kind().equals(VESSEL))
                ? Optional.of(new Vessel(vessel, report.pid()))
                : Optional.empty();
    }

    private static ByteBuffer noise(int pages) {
        byte[] bytes = new byte[pages * PAGE];
        new Random(1).nextBytes(bytes);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private final class FakeDumper implements Dumper {
        private final Hooks hooks;
        private final Journal journal;
        private boolean frozen;
        private int rounds;
        private Journal.Entry hold = () -> {};

        FakeDumper(Hooks hooks, Journal journal) {
            this.hooks = hooks;
            this.journal = journal;
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
            hold = journal.note(SideEffect.of(HOLD));
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
                hold.gone();
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
            hold.gone();
            hooks.run(Action.NETWORK_UNLOCK, report.pid());
            calls.add("runs again");
        }

        @Override
        public void reap() {
            if (onReap != null) {
                throw onReap;
            }
            frozen = false;
            hold.gone();
            calls.add("reaped");
        }

        @Override
        public void close() {
            if (frozen) {
                frozen = false;
                hold.gone();
                calls.add("runs again");
            }
        }
    }

    private final class FakeRestorer implements Restorer {
        private final Hooks hooks;
        private final Journal journal;
        private Journal.Entry vesselNote = () -> {};
        private boolean resumed;
        private boolean closed;

        FakeRestorer(Hooks hooks, Journal journal) {
            this.hooks = hooks;
            this.journal = journal;
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
            beforeImageIsAcknowledged.run();
        }

        @Override
        public void complete() {
            if (onComplete != null) {
                throw onComplete;
            }
            beforeCompleteReturns.run();
            hooks.run(Action.POST_RESTORE, report.pid());
            vesselNote = journal.note(SideEffect.of(VESSEL));
            vessel = VesselEvidence.HELD;
            calls.add("complete");
        }

        @Override
        public int resume() {
            hooks.run(Action.NETWORK_UNLOCK, report.pid());
            hooks.run(Action.PRE_RESUME, report.pid());
            resumed = true;
            vessel = VesselEvidence.RUNS;
            calls.add("resumed");
            beforeVesselNoteGoes.run();
            vesselNote.gone();
            hooks.run(Action.POST_RESUME, report.pid());
            return report.pid();
        }

        @Override
        public void close() {
            if (!resumed && !closed) {
                calls.add("vessel destroyed");
                vessel = VesselEvidence.GONE;
                vesselNote.gone();
            }
            closed = true;
        }
    }
}
