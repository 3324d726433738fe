package io.crj.engine.memory;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.MemfdFileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.proc.MountRoot;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.MemoryFiles;
import io.crj.engine.resource.memfd.DumpedMemfds;
import io.crj.engine.resource.regularfile.HostMemory;
import io.crj.engine.resource.regularfile.NamedFile;
import io.crj.engine.resource.regularfile.RegularFiles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** Files that a process uses by path without having them open: mapped ones, its executable, its directories. */
public final class MappedFiles {

    private static final String DELETED = " (deleted)";

    /** @param flags of open(2) */
    private record Use(String link, int flags) {}

    /** @param procPath a link of /proc that leads there even when the name does not */
    private record Place(int id, String what, String procPath) {}

    private final int pid;
    private final int first;
    private final Map<Use, Place> places = new LinkedHashMap<>();

    /** @param first number in the image of the first of them */
    public MappedFiles(int pid, int first) {
        this.pid = pid;
        this.first = first;
    }

    /** Number in the image of what {@code /proc/PID/NAME} leads to, such as its executable. */
    public int id(String name) {
        String procPath = "/proc/" + pid + "/" + name;
        return id(ProcFile.link(procPath), 0, name, procPath);
    }

    /** Number in the image of a mapping's file; addresses in hexadecimal. */
    int id(String link, int openFlags, String range) {
        return id(link, openFlags, "mapping " + range, "/proc/" + pid + "/map_files/" + range);
    }

    private int id(String link, int openFlags, String what, String procPath) {
        Use use = new Use(link, openFlags);
        return places.computeIfAbsent(use, u -> new Place(next(), what, procPath)).id;
    }

    /** Whether a link leads to a file that is not reached by its name: its contents travel with the image. */
    static boolean isNameless(String link) {
        return link.endsWith(DELETED) || NamedFile.isPerformanceData(link) || HostMemory.isPlace(link);
    }

    /** The first number that is still free. */
    public int next() {
        return first + places.size();
    }

    /** Text of the link to file number {@code id}. */
    public String path(int id) {
        return places.keySet().stream().skip((long) id - first).findFirst().orElseThrow().link;
    }

    /**
     * Refuses, while the process runs, what cannot be carried.
     *
     * @return what another host has to have
     */
    public List<FileNeed> check(TreeOptions options) {
        List<NamedFile> files = places.entrySet().stream()
                .map(entry -> named(entry.getKey(), entry.getValue()))
                .filter(file -> !MemoryFiles.isMemfd(file.link(), file.stat()))
                .toList();
        files.forEach(file -> RegularFiles.check(file, options));
        return files.stream()
                .flatMap(file -> RegularFiles.need(file, options).stream())
                .toList();
    }

    private NamedFile named(Use use, Place place) {
        return new NamedFile(pid, place.what, use.link, stat(use.link, place), use.flags, 0, place.procPath);
    }

    private FileStat stat(String link, Place place) {
        try {
            return FileCalls.stat(place.procPath);
        } catch (SyscallException e) {
            // A running process may move a mapping while we look; the name stays.
            return FileCalls.stat(MountRoot.of(pid) + link);
        }
    }

    /** Entries of files by name; for a round, which has no others. */
    public void write(ImageBuilder image) {
        forEach((file, id) -> image.add(ImageKind.FILES, 0, regular(id, RegularFiles.ofRound(id, file))));
    }

    /** All entries, and the contents of files without a name. */
    public void write(DumpContext context) {
        forEach((file, id) -> {
            FileEntry entry = MemoryFiles.isMemfd(file.link(), file.stat())
                    ? memory(id, file, DumpedMemfds.of(context))
                    : regular(id, RegularFiles.dump(id, file, RegularFiles.NOBODY, context));
            context.image().add(ImageKind.FILES, 0, entry);
        });
    }

    private void forEach(ObjIntConsumer<NamedFile> step) {
        places.forEach((use, place) -> step.accept(named(use, place), place.id));
    }

    private static FileEntry regular(int id, RegFileEntry file) {
        return FileEntry.newBuilder().setType(FdType.REG).setId(id).setReg(file).build();
    }

    private static FileEntry memory(int id, NamedFile file, DumpedMemfds memfds) {
        MemfdFileEntry.Builder entry = MemfdFileEntry.newBuilder()
                .setId(id)
                .setFlags(file.flags())
                .setPos(0)
                .setFown(RegularFiles.NOBODY)
                .setInodeId(
                        memfds.add(file.link(), file.stat(), file.procPath()).inodeId());
        return FileEntry.newBuilder()
                .setType(FdType.MEMFD)
                .setId(id)
                .setMemfd(entry)
                .build();
    }
}
