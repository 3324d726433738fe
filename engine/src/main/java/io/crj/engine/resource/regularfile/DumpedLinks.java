package io.crj.engine.resource.regularfile;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Temporary names of files whose own is gone; one for each file, however many times it is open or mapped.
 *
 * <p>They are removed when the tree goes on here; else the restore does it.
 */
final class DumpedLinks implements AutoCloseable {

    private static final String PREFIX = "link_remap.";
    private static final Pattern LINK_NAME = Pattern.compile("(?s)/(.*/)?link_remap\\.\\d+");

    private final DumpContext context;
    private final Map<Inode, Integer> ids = new HashMap<>();
    private final List<Path> records = new ArrayList<>();

    private DumpedLinks(DumpContext context) {
        this.context = context;
    }

    private record Inode(long device, long number) {}

    static DumpedLinks of(DumpContext context) {
        return context.shared(DumpedLinks.class, () -> new DumpedLinks(context));
    }

    /** Whether a path is one that a dump gives. */
    static boolean isLinkName(String path) {
        return LINK_NAME.matcher(path).matches();
    }

    /** Has open file {@code fileId} restored through a name, which is made at the first call for the file. */
    void add(int fileId, NamedFile file) {
        Integer id =
                ids.computeIfAbsent(new Inode(file.stat().device(), file.stat().inode()), inode -> make(file));
        context.image()
                .add(
                        ImageKind.REMAP_FPATH,
                        0,
                        RemapFilePathEntry.newBuilder()
                                .setOrigId(fileId)
                                .setRemapId(id)
                                .setRemapType(RemapType.LINKED)
                                .build());
    }

    private int make(NamedFile file) {
        int id = ExtraFiles.next(context);
        RegFileEntry entry = RegFileEntry.newBuilder()
                .setId(id)
                .setFlags(0)
                .setPos(0)
                .setFown(RegularFiles.NOBODY)
                .setName(link(file, LinkPlace.of(file)))
                .build();
        context.image()
                .add(
                        ImageKind.FILES,
                        0,
                        FileEntry.newBuilder()
                                .setType(FdType.REG)
                                .setId(id)
                                .setReg(entry)
                                .build());
        return id;
    }

    private String link(NamedFile file, LinkPlace place) {
        while (true) {
            String path = place.resolve(PREFIX + ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
            Path record = LinkRecords.OF_THIS_HOST.write(LinkRecord.ofThisProcess(file, path));
            try {
                PathCalls.link(file.procPath(), file.fromHere(path));
            } catch (SyscallException e) {
                LinkRecords.forget(record);
                if (e.errno() == Errno.EEXIST) {
                    continue;
                }
                throw file.refusal("--link-remap cannot give it the temporary name " + path + ": " + e.getMessage());
            }
            records.add(record);
            context.onAbort(() -> remove(file.fromHere(path), file.stat()));
            return path;
        }
    }

    private static void remove(String path, FileStat file) {
        try {
            if (PathCalls.statOfName(path).isSame(file)) {
                FileCalls.unlink(path);
            }
        } catch (SyscallException e) {
            // The restore that was given up may have removed it: both hosts see one file system.
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /** From now on they belong to the image, or they are gone. */
    @Override
    public void close() {
        records.forEach(LinkRecords::forget);
    }
}
