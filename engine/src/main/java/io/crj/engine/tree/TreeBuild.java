package io.crj.engine.tree;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.memory.GuardRegions;
import io.crj.engine.memory.ImageFiles;
import io.crj.engine.memory.VesselComparison;
import io.crj.engine.memory.VesselMemory;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.task.ProcessRestore;
import io.crj.engine.task.TaskComparison;
import io.crj.engine.task.ThreadRestore;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.util.ArrayList;
import java.util.List;

/** Completes a vessel whose memory is filled; only usable on the tracer thread. */
public final class TreeBuild implements AutoCloseable {

    private final ImageSet image;
    private final Vessel vessel;
    private final RemoteProcess process;
    private final VesselMemory memory;
    private final MmEntry mm;
    private final ImageFiles files;
    private final DescriptorRestore descriptors;

    public TreeBuild(
            RestoreOptions options, ImageSet image, Vessel vessel, VesselMemory memory, MmEntry mm, ImageFiles files) {
        this.image = image;
        this.vessel = vessel;
        this.process = vessel.process();
        this.memory = memory;
        this.mm = mm;
        this.files = files;
        long filesId =
                image.one(TaskKobjIdsEntry.class, ImageKind.IDS, process.pid()).getFilesId();
        this.descriptors = new DescriptorRestore(options, image, filesId, files.shared());
        if (!options.tree().tcpEstablished() && !descriptors.connections().isEmpty()) {
            throw new EngineException("the image has established TCP connections: use --tcp-established");
        }
    }

    /** To be locked until {@link #resume()}. */
    public List<Connection> connections() {
        return descriptors.connections();
    }

    /** To be locked until {@link #resume()}. */
    public List<Listener> listeners() {
        return descriptors.listeners();
    }

    /** Everything up to the registers; compared with the image at the end. */
    public void build(PstreeEntry entry) {
        ProcessRestore.session(process, entry);
        descriptors.open();
        ProcessRestore whole = new ProcessRestore(process, core(process.pid()));
        whole.addressSpace(mm, vessel.give(files.open(mm.getExeFileId(), 0)));
        FsEntry directories = image.one(FsEntry.class, ImageKind.FS, process.pid());
        whole.restore(directories, files.path(directories.getCwdId()), files.path(directories.getRootId()));
        List<ThreadRestore> threads = threads(entry);
        threads.forEach(ThreadRestore::restore);
        memory.seal(mm.getVmasList());
        GuardRegions.restore(process, mm);
        descriptors.give(vessel);
        files.memory().seal();
        whole.limits();
        threads.forEach(ThreadRestore::finish);
        whole.finish(mm);
        whole.timers();
        vessel.clean();
        VesselComparison.compare(process.pid(), mm.getVmasList(), files);
        descriptors.compare(process.pid());
        entry.getThreadsList().forEach(tid -> TaskComparison.compare(tid, core(tid)));
        threads.forEach(ThreadRestore::registers);
    }

    private List<ThreadRestore> threads(PstreeEntry entry) {
        List<ThreadRestore> threads = new ArrayList<>();
        for (int tid : entry.getThreadsList()) {
            Tracee thread = tid == process.pid() ? process.leader() : vessel.addThread(tid);
            threads.add(new ThreadRestore(process, thread, core(tid)));
        }
        return threads;
    }

    private CoreEntry core(int tid) {
        CoreEntry core = image.one(CoreEntry.class, ImageKind.CORE, tid);
        if (core.getMtype() != CoreEntry.March.X86_64) {
            throw new EngineException("core-" + tid + ".img is of machine " + core.getMtype() + ", not x86-64");
        }
        return core;
    }

    /** After the network is unlocked. */
    public void resume() {
        descriptors.resume();
    }

    @Override
    public void close() {
        descriptors.close();
    }
}
