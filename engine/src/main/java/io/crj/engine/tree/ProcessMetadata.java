package io.crj.engine.tree;

import io.crj.engine.cgroup.GroupsDump;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.memory.AioRings;
import io.crj.engine.memory.FutureLocks;
import io.crj.engine.memory.GuardRegions;
import io.crj.engine.memory.MappedFiles;
import io.crj.engine.memory.SocketMappings;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.task.ProcessDump;
import io.crj.engine.task.seccomp.SeccompDump;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.util.List;
import java.util.Map;

/** What one process of a frozen tree has for itself; only usable on the tracer thread. */
final class ProcessMetadata {

    private final FrozenProcess process;
    private final List<Mapping> mappings;
    private final MappedFiles mapped;
    private final MmEntry.Builder memory = MmEntry.newBuilder();
    private int executable;
    private FsEntry directories;

    /** @param firstFile number in the image of the first file that it uses by path */
    ProcessMetadata(FrozenProcess process, int firstFile) {
        this.process = process;
        this.mappings = Mapping.read(process.pid());
        this.mapped = new MappedFiles(process.pid(), firstFile);
    }

    /** A program: what its link says, and which file that is. */
    record Program(String link, long device, long inode) {}

    /**
     * Finds its mappings and the files it uses by path.
     *
     * @param programs numbers of those of other processes: one number tells readers that processes may have memory in common
     */
    void collect(Map<Program, Integer> programs) {
        int pid = process.pid();
        memory.addAllVmas(new VmaDump(pid, mapped).dump(mappings));
        GuardRegions.dump(pid, mappings, memory);
        AioRings.dump(memory);
        String link = "/proc/" + pid + "/exe";
        FileStat program = FileCalls.stat(link);
        executable = programs.computeIfAbsent(
                new Program(ProcFile.link(link), program.device(), program.inode()), key -> mapped.id("exe"));
        directories = FsEntry.newBuilder()
                .setCwdId(mapped.id("cwd"))
                .setRootId(mapped.id("root"))
                .setUmask(TaskStatus.read(pid).octal("Umask"))
                .build();
    }

    FrozenProcess process() {
        return process;
    }

    List<Mapping> mappings() {
        return mappings;
    }

    /** Once all open files of the tree have their numbers. */
    void number(Iterable<OpenFile> files) {
        SocketMappings.number(memory, files);
    }

    /** Number for the next file that somebody else uses. */
    int nextFile() {
        return mapped.next();
    }

    /** Files it uses by path. */
    void dumpFiles(DumpContext context) {
        mapped.write(context);
    }

    /** Threads, process and address space. */
    void dumpTasks(ImageBuilder image, SeccompDump filters, GroupsDump groups) {
        // All of them first: a burst on one thread must not be visible in what another one shows.
        process.threads().forEach(Tracee::save);
        RemoteProcess remote = RemoteProcess.ofProgram(process.pid(), process.leader(), mappings);
        try {
            remote.mapScratch();
            FutureLocks.dump(remote, mappings, memory);
            ProcessDump dump = new ProcessDump(remote);
            filters.process(process.threads().stream().map(Tracee::tid).toList());
            for (Tracee thread : process.threads()) {
                int set = groups.set(process.pid(), thread.tid());
                CoreEntry core = inSet(dump.thread(thread, filters), set);
                image.add(ImageKind.CORE, thread.ownTid(), core);
                if (thread == process.leader()) {
                    dump.endedLeader(core, mappings)
                            .ifPresent(leader -> image.add(ImageKind.CORE, process.ownPid(), inSet(leader, set)));
                }
            }
            memory.mergeFrom(dump.memory().setExeFileId(executable).buildPartial());
        } finally {
            remote.finish();
        }
        image.add(ImageKind.MM, process.ownPid(), memory.build());
        image.add(ImageKind.FS, process.ownPid(), directories);
        process.park();
    }

    private static CoreEntry inSet(CoreEntry core, int set) {
        CoreEntry.Builder entry = core.toBuilder();
        entry.getThreadCoreBuilder().setCgSet(set);
        if (entry.hasTc()) {
            entry.getTcBuilder().setCgSet(set);
        }
        return entry.build();
    }
}
