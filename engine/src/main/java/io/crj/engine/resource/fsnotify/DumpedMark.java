package io.crj.engine.resource.fsnotify;

import io.crj.engine.image.proto.FanotifyInodeMarkEntry;
import io.crj.engine.image.proto.FanotifyMarkEntry;
import io.crj.engine.image.proto.FanotifyMountMarkEntry;
import io.crj.engine.image.proto.MarkType;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.SharedState;
import java.util.Map;
import java.util.Optional;

/** One mark of a fanotify list, out of its line of fdinfo. */
final class DumpedMark {

    private static final int HEX = 16;

    private DumpedMark() {}

    /** The mount that a mark is on, or one of the file system that it is on. */
    static Optional<MountInfo> place(Map<String, String> words, FdProbe probe, SharedState state) {
        if (words.containsKey("mnt_id")) {
            int id = Integer.parseInt(words.get("mnt_id"), HEX);
            return Mounts.of(probe.pid(), state).all().stream()
                    .filter(mount -> mount.id() == id)
                    .findFirst();
        }
        if (words.containsKey("sdev")) {
            int device = Integer.parseUnsignedInt(words.get("sdev"), HEX);
            return Mounts.of(probe.pid(), state).all().stream()
                    .filter(mount -> mount.device() == device)
                    .findFirst();
        }
        return Optional.empty();
    }

    static FanotifyMarkEntry entry(OpenFile file, Map<String, String> words, DumpContext context) {
        FanotifyMarkEntry.Builder mark = FanotifyMarkEntry.newBuilder()
                .setId(file.id())
                .setMflags(Integer.parseUnsignedInt(words.get("mflags"), HEX))
                .setMask(Integer.parseUnsignedInt(words.get("mask"), HEX))
                .setIgnoredMask(Integer.parseUnsignedInt(words.get("ignored_mask"), HEX));
        if (words.containsKey("f_handle")) {
            FileHandle handle = FileHandle.parse(words);
            WatchedFiles files = new WatchedFiles(
                    file.probe(), context.options().tree(), OpenFile.holders(context.openFiles()), context);
            return mark.setType(MarkType.INODE)
                    .setSDev(handle.device())
                    .setIe(FanotifyInodeMarkEntry.newBuilder()
                            .setIIno(handle.inode())
                            .setFHandle(files.entry(handle, context)))
                    .build();
        }
        MountInfo mount = place(words, file.probe(), context).orElseThrow();
        return mark.setType(words.containsKey("mnt_id") ? MarkType.MOUNT : MarkType.FILESYSTEM)
                .setSDev(mount.device())
                .setMe(FanotifyMountMarkEntry.newBuilder().setMntId(mount.id()).setPath(mount.place()))
                .build();
    }
}
