package io.crj.engine.resource.fsnotify;

import io.crj.engine.image.proto.FanotifyMarkEntry;
import io.crj.engine.image.proto.FhEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Fanotify;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.WatchCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.RestoreContext;

/** One mark of a fanotify list, out of an image. */
final class RestoredMark {

    private RestoredMark() {}

    static void add(Fd fanotify, FileEntry file, FanotifyMarkEntry mark, RestoreContext context) {
        int flags = Fanotify.FAN_MARK_ADD | mark.getMflags() & Fanotify.FAN_MARK_EVICTABLE | kind(mark);
        try (Fd target = target(file, mark, context)) {
            String path = WatchTargets.path(target);
            if (mark.getMask() != 0) {
                WatchCalls.mark(fanotify, flags, Integer.toUnsignedLong(mark.getMask()), path);
            }
            if (mark.getIgnoredMask() != 0) {
                int modern = mark.getMflags() & Fanotify.FAN_MARK_IGNORE;
                int ignore = modern != 0 ? modern : Fanotify.FAN_MARK_IGNORED_MASK;
                int surviving = mark.getMflags() & Fanotify.FAN_MARK_IGNORED_SURV_MODIFY;
                WatchCalls.mark(
                        fanotify, flags | ignore | surviving, Integer.toUnsignedLong(mark.getIgnoredMask()), path);
            }
        }
    }

    private static int kind(FanotifyMarkEntry mark) {
        return switch (mark.getType()) {
            case INODE -> 0;
            case MOUNT -> Fanotify.FAN_MARK_MOUNT;
            case FILESYSTEM -> Fanotify.FAN_MARK_FILESYSTEM;
        };
    }

    private static Fd target(FileEntry file, FanotifyMarkEntry mark, RestoreContext context) {
        if (mark.hasIe()) {
            FhEntry handle = mark.getIe().getFHandle();
            return WatchTargets.open(FileHandle.of(mark.getSDev(), mark.getIe().getIIno(), handle), handle, context);
        }
        if (!mark.hasMe() || !mark.getMe().hasPath()) {
            throw Descriptions.corrupt(file, "has a mark on a mount that the image has no path for");
        }
        return WatchTargets.open(mark.getMe().getPath(), 0, context);
    }
}
