package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageSink;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.memory.MemoryDump;
import io.crj.engine.memory.MemoryDump.Sent;
import io.crj.engine.memory.SharedMemoryDump;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.resource.RunningTree;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.TracerThread;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pages of all processes of a tree: rounds while they run, the rest when they are frozen. */
public final class TreeMemoryDump implements AutoCloseable {

    private final int root;
    private final TracerThread tracer;
    private final boolean ownMounts;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(MemoryDump.CHUNK_BYTES);
    private final Map<Integer, MemoryDump> processes = new HashMap<>();

    public TreeMemoryDump(int root, TracerThread tracer) {
        this.root = root;
        this.tracer = tracer;
        this.ownMounts = NamespaceCheck.own(root).contains(NamespaceKind.MNT);
    }

    /** Tracks whoever is not tracked yet and sends what was written since the last round. */
    public Sent round(ImageSink sink, boolean shellJob) {
        Map<Integer, List<Mapping>> mappings = describe(sink, shellJob);
        Sent[] sent = {Sent.NOTHING};
        mappings.forEach((pid, own) -> {
            MemoryDump memory = of(pid);
            if (ended(pid, () -> sent[0] = sent[0].plus(memory.round(own, sink)))) {
                forget(pid);
            }
        });
        return sent[0];
    }

    /** Sends the metadata of all processes; begins again when one of them ends or changes meanwhile. */
    private Map<Integer, List<Mapping>> describe(ImageSink sink, boolean shellJob) {
        int failures = 0;
        while (true) {
            Map<Integer, List<Mapping>> mappings = new LinkedHashMap<>();
            List<Integer> members = TreeMembers.withOwnMemory(root);
            boolean ended = false;
            for (int pid : members) {
                ended |= ended(pid, () -> {
                    track(pid);
                    mappings.put(pid, VmaDump.ofRounds(Mapping.read(pid), ownMounts));
                });
            }
            try {
                if (!ended) {
                    RoundMetadata.of(mappings, shellJob).forEach(sink::file);
                    return mappings;
                }
            } catch (EngineException e) {
                // One that lives may have changed its mappings since they were read.
                if (members.stream().noneMatch(TreeMembers::isDead) && ++failures == RunningTree.ATTEMPTS) {
                    throw e;
                }
            }
            members.stream().filter(TreeMembers::isDead).forEach(this::forget);
        }
    }

    /** Takes a step and says whether it failed for the reason that the process has ended, the root's end apart. */
    private boolean ended(int pid, Runnable step) {
        try {
            step.run();
            return false;
        } catch (EngineException e) {
            if (pid == root || !TreeMembers.isDead(pid)) {
                throw e;
            }
            return true;
        }
    }

    private void forget(int pid) {
        MemoryDump gone = processes.remove(pid);
        if (gone != null) {
            gone.close();
        }
    }

    /** The process stands still for as long as it takes to make one userfaultfd. */
    private void track(int pid) {
        MemoryDump memory = of(pid);
        if (memory.isTracking()) {
            return;
        }
        tracer.run(() -> {
            FrozenProcess process = FrozenProcess.freeze(pid);
            try {
                RemoteProcess remote = RemoteProcess.ofProgram(pid, process.leader(), Mapping.read(pid));
                try {
                    memory.trackWrites(remote);
                } finally {
                    remote.finish();
                }
            } finally {
                process.release();
            }
        });
    }

    private MemoryDump of(int pid) {
        return processes.computeIfAbsent(pid, p -> new MemoryDump(p, OwnPids.ofProcess(p), chunk));
    }

    /** Sends the rest; on the tracer thread, the tree must be frozen. */
    public Sent rest(MetadataDump metadata, ImageSink sink) {
        Sent[] sent = {Sent.NOTHING};
        SharedMemoryDump shared = new SharedMemoryDump(sink, chunk);
        metadata.mappings().forEach((pid, own) -> {
            sent[0] = sent[0].plus(of(pid).rest(own, sink));
            shared.mapped(pid, own);
        });
        shared.files(metadata.memoryFiles());
        shared.segments(metadata.segments());
        return sent[0].plus(new Sent(0, shared.pagesSent()));
    }

    /** Ends the tracking. */
    @Override
    public void close() {
        processes.values().forEach(MemoryDump::close);
        processes.clear();
    }
}
