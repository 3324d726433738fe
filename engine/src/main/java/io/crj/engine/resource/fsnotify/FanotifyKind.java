package io.crj.engine.resource.fsnotify;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FanotifyFileEntry;
import io.crj.engine.image.proto.FanotifyMarkEntry;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Fanotify;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.WatchCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.QueuedBytes;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches on files, mounts and file systems; fanotify(7). Events that nobody has read yet are lost, as with CRIU. */
public final class FanotifyKind implements ResourceKind {

    private static final Logger LOG = LoggerFactory.getLogger(FanotifyKind.class);
    private static final String NAME = "fanotify";

    @Override
    public FdType type() {
        return FdType.FANOTIFY;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode(NAME);
    }

    /** Lines of fdinfo but the first, which is about the list as a whole. */
    private static List<Map<String, String>> marks(FdProbe probe) {
        return FdinfoLines.of(probe.info(), NAME).stream()
                .filter(words -> words.containsKey("mask"))
                .toList();
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        needs(probe, context);
    }

    @Override
    public List<FileNeed> needs(FdProbe probe, CheckContext context) {
        WatchedFiles files = new WatchedFiles(probe, context.options().tree(), context.pids(), context);
        List<FileNeed> needs = new ArrayList<>();
        for (Map<String, String> words : marks(probe)) {
            checkMark(probe, words, context);
            if (words.containsKey("f_handle")) {
                files.need(FileHandle.parse(words)).ifPresent(needs::add);
            }
        }
        return needs;
    }

    private static void checkMark(FdProbe probe, Map<String, String> words, CheckContext context) {
        if ((Integer.parseUnsignedInt(words.get("mask"), 16) & Fanotify.PERMISSION_EVENTS) != 0) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "it decides whether others may use files (FAN_OPEN_PERM and the like), and they cannot wait for it"
                            + " while it moves; have the program close it");
        }
        if (!words.containsKey("f_handle")
                && DumpedMark.place(words, probe, context).isEmpty()) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "it watches a mount that the process does not see any more, or namespaces (" + words
                            + "); have the program close it");
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        int queued = QueuedBytes.count(context.local(probe));
        if (queued != 0) {
            LOG.warn(
                    "pid {} fd {} (fanotify): events that nobody has read yet do not move along",
                    probe.pid(),
                    probe.fd());
        }
        Map<String, String> whole = FdinfoLines.of(probe.info(), NAME).get(0);
        FanotifyFileEntry.Builder entry = FanotifyFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(probe))
                .setFown(context.owner(probe))
                .setFaflags(Integer.parseUnsignedInt(whole.get("flags"), 16))
                .setEvflags(Integer.parseUnsignedInt(whole.get("event-flags"), 16));
        marks(probe).forEach(words -> entry.addMark(DumpedMark.entry(file, words, context)));
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setFfy(entry)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        FanotifyFileEntry list = entry.getFfy();
        Descriptions.requirePart(entry, entry.hasFfy(), list.getId());
        for (FanotifyMarkEntry mark : list.getMarkList()) {
            if ((mark.getMask() & Fanotify.PERMISSION_EVENTS) != 0) {
                throw Descriptions.corrupt(entry, "decides whether others may use files, which crj does not carry");
            }
        }
        Fd fd = WatchCalls.fanotify(list.getFaflags(), list.getEvflags());
        return Descriptions.done(fd, () -> {
            Descriptions.restore(fd, list.getFlags(), list.getFown(), context);
            Fd own = context.shared(new Own(entry.getId()), () -> FileCalls.duplicate(fd));
            // As late as can be, or the program would be told what was opened to restore it.
            context.onComplete(() -> {
                list.getMarkList().forEach(mark -> RestoredMark.add(own, entry, mark, context));
                own.close();
            });
        });
    }

    private record Own(int fileId) {}
}
