package io.crj.engine.resource.regularfile;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Side;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.NotedPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Temporary names of files whose own is gone; one for each file, however many times it is open or mapped.
 *
 * <p>They are removed when the tree goes on here; else the restore does it.
 */
final class DumpedLinks {

    private static final String PREFIX = "link_remap.";
    private static final Pattern LINK_NAME = Pattern.compile("(?s)/(.*/)?link_remap\\.\\d+");

    private final DumpContext context;
    private final Map<Inode, Integer> ids = new HashMap<>();

    private DumpedLinks(DumpContext context) {
        this.context = context;
    }

    /** A link leads from one mount to another only if they are the same. */
    private record Inode(long device, long number, int mount) {}

    static DumpedLinks of(DumpContext context) {
        return context.shared(DumpedLinks.class, () -> new DumpedLinks(context));
    }

    /** Whether a path is one that a dump gives. */
    static boolean isLinkName(String path) {
        return LINK_NAME.matcher(path).matches();
    }

    /** Has open file {@code fileId} restored through a name, which is made at the first call for the file. */
    void add(int fileId, NamedFile file) {
        int mount = context.mountId(file.procPath()).orElse(0);
        Integer id = ids.computeIfAbsent(
                new Inode(file.stat().device(), file.stat().inode(), mount), inode -> make(file, mount));
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

    private int make(NamedFile file, int mount) {
        int id = ExtraFiles.next(context);
        RegFileEntry.Builder entry = RegFileEntry.newBuilder()
                .setId(id)
                .setFlags(0)
                .setPos(0)
                .setFown(RegularFiles.NOBODY)
                .setName(link(file, LinkPlace.of(file)));
        if (mount != 0) {
            entry.setMntId(mount);
        }
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
            NotedPath name = new NotedPath(Optional.of(NotedDescriptor.identity(file.pid(), context)), path);
            SideEffect effect = LinkRemapAftermath.effect(name, file.stat(), Side.DUMP);
            Journal.Entry entry = context.journal().note(effect);
            try {
                PathCalls.link(file.procPath(), file.fromHere(path));
            } catch (SyscallException e) {
                entry.gone();
                if (e.errno() == Errno.EEXIST) {
                    continue;
                }
                throw file.refusal("--link-remap cannot give it the temporary name " + path + ": " + e.getMessage());
            }
            context.onAbort(() -> new LinkRemapAftermath().undo(effect.facts()));
            return path;
        }
    }
}
