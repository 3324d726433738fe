package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.PassingProcesses;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Open files of /proc that belonged to a process which has ended: there is nothing to be read from them any more. */
final class DeadProcFiles {

    private static final Pattern PLACE = Pattern.compile("/proc/(\\d{1,9})(/.*)?");

    private DeadProcFiles() {}

    /** Of a file that its name does not lead to. */
    static boolean is(NamedFile file) {
        return PLACE.matcher(file.lastName()).matches()
                && FileCalls.fileSystemType(file.procPath()) == Stat.PROC_SUPER_MAGIC;
    }

    /** The process whose file it would be in /proc. */
    static OptionalInt pid(String path) {
        Matcher place = PLACE.matcher(path);
        return place.matches() ? OptionalInt.of(Integer.parseInt(place.group(1))) : OptionalInt.empty();
    }

    /** @throws io.crj.engine.error.UnsupportedResourceException when only that one process had such a file */
    static Route route(NamedFile file) {
        Matcher place = place(file.lastName());
        String rest = place.group(2) == null ? "" : place.group(2);
        if (!Files.exists(Path.of("/proc/self" + rest))) {
            throw file.refusal("process " + place.group(1) + ", to which it belonged, has ended, and no other has such"
                    + " a file; have the program close it");
        }
        return new Route(Route.How.DEAD, file.lastName());
    }

    private static Matcher place(String path) {
        Matcher place = PLACE.matcher(path);
        if (!place.matches()) {
            throw new ImageFormatException(
                    ImageKind.REMAP_FPATH.fileName(0), "has " + path + " as a file of a process's in /proc");
        }
        return place;
    }

    /** Has open file {@code fileId} restored with the help of a process that passes. */
    static void add(int fileId, String path, DumpContext context) {
        context.image()
                .add(
                        ImageKind.REMAP_FPATH,
                        0,
                        RemapFilePathEntry.newBuilder()
                                .setOrigId(fileId)
                                .setRemapId(Integer.parseInt(place(path).group(1)))
                                .setRemapType(RemapType.PROCFS)
                                .build());
    }

    /**
     * @param work done with the file while there is such a process
     * @return the caller's
     */
    static Fd open(String path, int pid, int flags, TreeRoot root, SharedState state, Consumer<Fd> work) {
        Matcher place = place(path);
        String rest = place.group(2) == null ? "" : place.group(2);
        PassingProcesses processes = state.shared(PassingProcesses.class, () -> {
            throw new EngineException(path + " belonged to a process that has ended: only a whole tree can have it");
        });
        return processes.open(pid, number -> {
            Fd file = root.open("/proc/" + number + rest, flags);
            try {
                work.accept(file);
                return file;
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
        });
    }
}
