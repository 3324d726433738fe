package io.crj.engine;

import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageSink;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.memory.MemoryDump;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.trace.Gadget;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.TracerThread;
import io.crj.engine.tree.DumpPreflight;
import io.crj.engine.tree.FrozenProcess;
import io.crj.engine.tree.MetadataDump;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ordered stages of a dump, and what undoes each of them. */
final class TreeDumper implements Dumper {

    private final DumpOptions options;
    private final Hooks hooks;
    private final int pid;
    private final TreeReport report;
    private final TracerThread tracer;
    private final MemoryDump memory;
    private final NetworkLock lock;
    private FrozenProcess frozen;
    private MetadataDump metadata;
    private List<Connection> connections = List.of();
    private int rounds;
    private boolean locked;

    TreeDumper(DumpOptions options, Hooks hooks) {
        this.options = options;
        this.hooks = hooks;
        this.pid = options.pid();
        this.report = new DumpPreflight(options).check();
        this.tracer = new TracerThread("tracer-" + pid);
        this.memory = new MemoryDump(pid);
        this.lock = NetworkLocks.of(options.networkLock(), options.lockId());
    }

    @Override
    public TreeReport report() {
        return report;
    }

    @Override
    public RoundStats preDump(ImageSink sink) {
        long begin = System.nanoTime();
        if (rounds == 0) {
            tracer.run(this::beginTracking);
        }
        rounds++;
        List<Mapping> mappings = VmaDump.ofRounds(Mapping.read(pid));
        MetadataDump.ofRound(pid, mappings).forEach(sink::file);
        MemoryDump.Sent sent = memory.round(mappings, sink);
        sink.endOfRound(rounds);
        return new RoundStats(rounds, sent.pagesPresent(), sent.pagesSent(), System.nanoTime() - begin);
    }

    /** The tree stands still for as long as it takes to make one userfaultfd. */
    private void beginTracking() {
        FrozenProcess process = FrozenProcess.freeze(pid);
        try {
            memory.trackWrites(new RemoteProcess(pid, process.leader(), Gadget.find(pid, Mapping.read(pid))));
        } finally {
            process.release();
        }
    }

    @Override
    public DumpStats dump(ImageSink sink) {
        hooks.run(Action.PRE_DUMP, pid);
        try {
            DumpStats stats = tracer.call(() -> frozenDump(sink));
            hooks.run(Action.POST_DUMP, pid);
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
        frozen = FrozenProcess.freeze(pid);
        phases.end("freeze");
        List<Mapping> mappings = Mapping.read(pid);
        metadata = new MetadataDump(options, frozen, mappings);
        metadata.collectFiles();
        phases.end("collect");
        connections = metadata.connections();
        locked = true;
        hooks.run(Action.NETWORK_LOCK, pid);
        lock.lock(connections, metadata.listeners());
        phases.end("lock");
        metadata.dumpFiles();
        phases.end("files");
        metadata.dumpTasks();
        frozen.park();
        phases.end("tasks");
        metadata.files().forEach(sink::file);
        MemoryDump.Sent sent = memory.rest(mappings, metadata.memoryFiles(), sink);
        sink.endOfImage();
        phases.end("send");
        return new DumpStats(phases.begin, sent.pagesSent(), sent.pagesPresent(), phases.nanos);
    }

    @Override
    public void resume() {
        if (frozen == null) {
            return;
        }
        tracer.run(() -> {
            FrozenProcess process = frozen;
            frozen = null;
            try {
                if (metadata != null) {
                    metadata.undo();
                }
            } finally {
                unlock();
                process.release();
            }
        });
        closeMetadata();
    }

    @Override
    public void reap() {
        if (frozen == null) {
            throw new EngineException("pid " + pid + " is not frozen: nothing to end");
        }
        tracer.run(() -> {
            ProcessCalls.kill(pid, Signals.SIGKILL);
            frozen.threads().forEach(thread -> {
                if (thread.tid() != pid) {
                    PtraceCalls.await(thread.tid());
                }
            });
            PtraceCalls.await(pid);
            frozen = null;
        });
        closeMetadata();
        if (options.keepLocked() && !connections.isEmpty()) {
            // Nobody listens any more: whoever calls may know.
            lock.lock(connections, List.of());
        } else {
            unlock();
        }
    }

    private void unlock() {
        try {
            if (locked) {
                hooks.run(Action.NETWORK_UNLOCK, pid);
            }
        } finally {
            locked = false;
            lock.unlock();
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
            last = now;
        }
    }
}
