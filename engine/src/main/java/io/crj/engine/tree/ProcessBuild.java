package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.memory.AioRings;
import io.crj.engine.memory.GuardRegions;
import io.crj.engine.memory.ImageFiles;
import io.crj.engine.memory.SocketMappings;
import io.crj.engine.memory.VesselComparison;
import io.crj.engine.memory.VesselMemory;
import io.crj.engine.task.ProcessRestore;
import io.crj.engine.task.TaskComparison;
import io.crj.engine.task.TaskLog;
import io.crj.engine.task.ThreadRestore;
import io.crj.engine.task.seccomp.SeccompRestore;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import io.crj.engine.tree.kinship.Kin;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntFunction;

/** One process of the tree on its way from a vessel with memory to what the image says; only usable on the tracer thread. */
final class ProcessBuild {

    private final ImageSet image;
    private final Vessel vessel;
    private final RemoteProcess process;
    private final VesselMemory memory;
    private final PstreeEntry entry;
    private final MmEntry mm;
    private final long tableId;
    private final ProcessRestore whole;
    private final SeccompRestore filters;
    private final List<ThreadRestore> threads = new ArrayList<>();

    ProcessBuild(ImageSet image, PstreeEntry entry, Vessel vessel, VesselMemory memory) {
        this.image = image;
        this.entry = entry;
        this.vessel = vessel;
        this.process = vessel.process();
        this.memory = memory;
        this.mm = image.one(MmEntry.class, ImageKind.MM, entry.getPid());
        this.tableId =
                image.one(TaskKobjIdsEntry.class, ImageKind.IDS, entry.getPid()).getFilesId();
        this.filters = new SeccompRestore(process, image);
        this.whole = new ProcessRestore(process, core(image, entry.getPid()));
    }

    /** The core entry of a process or thread. */
    static CoreEntry core(ImageSet image, int tid) {
        CoreEntry core = image.one(CoreEntry.class, ImageKind.CORE, tid);
        if (core.getMtype() != CoreEntry.March.X86_64) {
            throw new EngineException("core-" + tid + ".img is of machine " + core.getMtype() + ", not x86-64");
        }
        return core;
    }

    /** Number of its descriptor table. */
    long tableId() {
        return tableId;
    }

    Vessel vessel() {
        return vessel;
    }

    /**
     * Address space, directories, signal actions and threads.
     *
     * @param sockets open files of the tree by number
     */
    void body(ImageFiles files, IntFunction<Fd> sockets) {
        try (TaskLog log = TaskLog.of(entry.getPid())) {
            log.step("restoring the process: " + mm.getVmasCount() + " mappings, " + entry.getThreadsCount()
                    + " threads");
            build(files, sockets);
        }
    }

    private void build(ImageFiles files, IntFunction<Fd> sockets) {
        whole.addressSpace(mm, vessel.give(files.open(mm.getExeFileId(), 0)));
        FsEntry directories = image.one(FsEntry.class, ImageKind.FS, entry.getPid());
        boolean chrooted = !files.path(directories.getRootId()).equals("/");
        OptionalInt root =
                chrooted ? OptionalInt.of(vessel.give(files.open(directories.getRootId(), 0))) : OptionalInt.empty();
        files.with(directories.getCwdId(), file -> whole.restore(directories, vessel.give(file), root));
        whole.login(vessel::give);
        for (int tid : entry.getThreadsList()) {
            Tracee thread = tid == entry.getPid() ? process.leader() : vessel.addThread(tid);
            CoreEntry core = core(image, tid);
            threads.add(new ThreadRestore(process, thread, core, entry.getPpid() != 0));
            filters.add(thread, core.getThreadCore());
        }
        threads.forEach(ThreadRestore::restore);
        SocketMappings.restore(process, mm, sockets, vessel::give);
        memory.seal(mm.getVmasList());
        GuardRegions.restore(process, mm);
        if (mm.getAiosCount() > 0) {
            aioRings();
        }
        memory.lock(mm);
    }

    private void aioRings() {
        try (Fd nothing = FileCalls.open("/dev/null", Fcntl.O_WRONLY | Fcntl.O_CLOEXEC, 0)) {
            int fd = vessel.give(nothing);
            AioRings.restore(process, mm, fd);
            process.check("close", CLOSE, fd);
        }
    }

    /** What earlier steps, or the end of other processes, would disturb. */
    void finish() {
        try (TaskLog log = TaskLog.of(entry.getPid())) {
            log.step("restoring limits, credentials, pending signals and timers");
            whole.limits();
            filters.restore();
            threads.forEach(ThreadRestore::finish);
            whole.finish(mm);
            whole.timers(Set.copyOf(entry.getThreadsList()));
        }
    }

    /** Takes away what only the engine needed. */
    void clean() {
        whole.last();
        vessel.clean(mm.getVmasList());
    }

    /** Compares with the image, and prepares what the threads begin with. */
    void end(ImageFiles files, DescriptorRestore descriptors, List<Kin> family) {
        try (TaskLog log = TaskLog.of(entry.getPid())) {
            log.step("comparing with the image");
            compare(files, descriptors);
        }
        threads.forEach(ThreadRestore::registers);
        int group = family.stream()
                .filter(kin -> kin.pid() == entry.getPid())
                .mapToInt(Kin::group)
                .findFirst()
                .orElse(Kin.OUTSIDE);
        vessel.stopWhenReleased(whole.stopSignal(Kin.isOrphaned(group, family)));
    }

    private void compare(ImageFiles files, DescriptorRestore descriptors) {
        VesselComparison.compare(process.pid(), mm.getVmasList(), files, vessel.hasForeignVdso());
        descriptors.compare(tableId, process.pid());
        for (Tracee thread : vessel.threads()) {
            TaskComparison.compare(thread.tid(), core(image, thread.ownTid()));
        }
    }
}
