package io.crj.engine;

import io.crj.engine.cgroup.FrozenGroups;
import io.crj.engine.error.EngineException;
import io.crj.engine.hold.TreeHold;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageSink;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.JournalScope;
import io.crj.engine.journal.Side;
import io.crj.engine.memory.MemoryDump;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.net.TreeNetwork;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.KeptLock;
import io.crj.engine.netlock.KeptLockAftermath;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.trace.TracerThread;
import io.crj.engine.tree.DumpPreflight;
import io.crj.engine.tree.FrozenTree;
import io.crj.engine.tree.Lull;
import io.crj.engine.tree.MetadataDump;
import io.crj.engine.tree.TreeMembers;
import io.crj.engine.tree.TreeMemoryDump;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The ordered stages of a dump, and what undoes each of them. */
final class TreeDumper implements Dumper {

    private static final Logger LOG = LoggerFactory.getLogger(TreeDumper.class);

    private final DumpOptions options;
    private final Hooks hooks;
    private final Journal journal;
    private final JournalScope notes;
    private final int pid;
    private final TreeReport report;
    private final TracerThread tracer;
    private final TreeMemoryDump memory;
    private final TreeNetwork network;
    private final NetworkLock calls;
    private final NetworkLock lock;
    private TreeHold hold = TreeHold.NONE;
    private FrozenGroups.Thawed thawed = FrozenGroups.Thawed.NOTHING;
    private KeptLock kept = KeptLock.NONE;
    private FrozenTree frozen;
    private MetadataDump metadata;
    private List<Connection> connections = List.of();
    private int rounds;
    private boolean locked;

    TreeDumper(DumpOptions whole, Hooks hooks, Journal journal) {
        this.options = whole.withPid(TreeMembers.representative(whole.pid()));
        this.hooks = hooks;
        this.journal = journal;
        this.notes = new JournalScope(journal);
        this.pid = options.pid();
        this.report = new DumpPreflight(options).check();
        this.tracer = new TracerThread("tracer-" + pid);
        this.memory = new TreeMemoryDump(pid, tracer);
        this.network = TreeNetwork.of(pid, NamespaceCheck.own(pid));
        this.calls = network.callLock(options.networkLock(), options.lockId(), journal);
        this.lock = network.lock(options.networkLock(), options.lockId(), journal, Side.DUMP);
    }

    @Override
    public TreeReport report() {
        return report;
    }

    @Override
    public RoundStats preDump(ImageSink sink) {
        long begin = System.nanoTime();
        rounds++;
        MemoryDump.Sent sent = memory.round(sink, options.tree().shellJob());
        sink.endOfRound(rounds);
        return new RoundStats(rounds, sent.pagesPresent(), sent.pagesSent(), System.nanoTime() - begin);
    }

    @Override
    public DumpStats dump(ImageSink sink) {
        hooks.run(Action.PRE_DUMP, report.pid());
        try {
            if (!options.tree().skipInFlight()) {
                network.run(() -> Lull.await(pid, calls));
            }
            thawed = FrozenGroups.thaw(options.tree().groups(), journal);
            hold = TreeHold.enter(options, journal);
            DumpStats stats = tracer.call(() -> frozenDump(sink));
            hooks.run(Action.POST_DUMP, report.pid());
            return stats;
        } catch (RuntimeException | Error e) {
            try {
                resume();
            } catch (RuntimeException also) {
                e.addSuppressed(also);
            }
            throw e;
        }
    }

    private DumpStats frozenDump(ImageSink sink) {
        Phases phases = new Phases();
        frozen = FrozenTree.freeze(pid);
        phases.end("freeze");
        metadata = new MetadataDump(options, frozen, notes);
        metadata.collectFiles();
        phases.end("collect");
        metadata.dumpTasks();
        frozen.park();
        phases.end("tasks");
        // So far the tree would run on unharmed without us. From here on it stays, and executes no calls for us either.
        hold.hold(frozen.processes());
        phases.end("hold");
        connections = metadata.connections();
        locked = true;
        hooks.run(Action.NETWORK_LOCK, report.pid());
        lock.lock(connections, metadata.listeners());
        phases.end("lock");
        keepLock();
        metadata.dumpFiles();
        phases.end("files");
        metadata.files().forEach(sink::file);
        MemoryDump.Sent sent = memory.rest(metadata, sink);
        sink.endOfImage();
        phases.end("send");
        return new DumpStats(phases.begin, sent.pagesSent(), sent.pagesPresent(), phases.nanos);
    }

    /** From the end of the tree on; before it nothing is made, but noted: were this process to end in between, it is. */
    private void keepLock() {
        if (options.keepLocked() && !network.isOwn() && !connections.isEmpty()) {
            kept = NetworkLocks.kept(options.networkLock(), metadata.runId());
            notes.note(KeptLockAftermath.left(options.networkLock(), metadata.runId(), connections));
        }
    }

    @Override
    public void resume() {
        if (frozen == null) {
            hold.release();
            calls.unlock();
            freezeAgain();
            return;
        }
        tracer.run(() -> {
            FrozenTree tree = frozen;
            frozen = null;
            try {
                if (metadata != null) {
                    metadata.undo();
                }
            } finally {
                unlock();
                release(tree);
            }
        });
        freezeAgain();
        closeMetadata();
        notes.settle();
    }

    private void freezeAgain() {
        FrozenGroups.Thawed group = thawed;
        thawed = FrozenGroups.Thawed.NOTHING;
        group.freezeAgain();
    }

    private void release(FrozenTree tree) {
        try {
            hold.beforeRelease(tree.processes());
            tree.release();
        } finally {
            hold.release();
        }
    }

    @Override
    public void reap() {
        if (frozen == null) {
            throw new EngineException("pid " + pid + " is not frozen: nothing to end");
        }
        tracer.run(() -> {
            frozen.kill();
            frozen = null;
            hold.reaped();
        });
        thawed.leave();
        thawed = FrozenGroups.Thawed.NOTHING;
        if (metadata != null) {
            metadata.reaped();
        }
        closeMetadata();
        // For scripts there is no unlocking here: nobody has his network back.
        locked = false;
        if (network.isOwn()) {
            lock.leave();
        } else {
            kept.hold(connections);
            lock.unlock();
        }
        calls.unlock();
        notes.settle();
    }

    private void unlock() {
        try {
            if (locked) {
                hooks.run(Action.NETWORK_UNLOCK, report.pid());
            }
        } finally {
            locked = false;
            lock.unlock();
            calls.unlock();
        }
    }

    private void closeMetadata() {
        if (metadata != null) {
            metadata.close();
            metadata = null;
        }
    }

    @Override
    public void close() {
        try {
            resume();
        } finally {
            memory.close();
            tracer.close();
            if (network.isOwn()) {
                lock.leave();
            }
        }
    }

    /** How long each phase of the freeze took. */
    private static final class Phases {
        private final long begin = System.nanoTime();
        private final Map<String, Long> nanos = new LinkedHashMap<>();
        private long last = begin;

        void end(String phase) {
            long now = System.nanoTime();
            nanos.put(phase, now - last);
            LOG.info("dump, {}: {} us", phase, (now - last) / 1000);
            last = now;
        }
    }
}
