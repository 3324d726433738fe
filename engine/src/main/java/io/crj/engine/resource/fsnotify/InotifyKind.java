package io.crj.engine.resource.fsnotify;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.InotifyFileEntry;
import io.crj.engine.image.proto.InotifyWdEntry;
import io.crj.engine.linux.abi.Inotify;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches on files; inotify(7). Their numbers stay; events that nobody has read yet are lost, as with CRIU. */
public final class InotifyKind implements ResourceKind {

    private static final Logger LOG = LoggerFactory.getLogger(InotifyKind.class);
    private static final int SETTABLE = Inotify.IN_ALL_EVENTS | Inotify.IN_EXCL_UNLINK | Inotify.IN_ONESHOT;

    @Override
    public FdType type() {
        return FdType.INOTIFY;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("inotify");
    }

    private static List<Map<String, String>> watches(FdProbe probe) {
        return FdinfoLines.of(probe.info(), "inotify");
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        needs(probe, context);
    }

    @Override
    public List<FileNeed> needs(FdProbe probe, CheckContext context) {
        WatchedFiles files = new WatchedFiles(probe, context.options().tree(), context.pids(), context);
        return watches(probe).stream()
                .map(words -> files.need(FileHandle.parse(words)))
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        int queued = QueuedBytes.count(context.local(probe));
        if (queued != 0) {
            LOG.warn(
                    "pid {} fd {} (inotify): {} bytes of events that nobody has read yet do not move along",
                    probe.pid(),
                    probe.fd(),
                    queued);
        }
        WatchedFiles files =
                new WatchedFiles(probe, context.options().tree(), OpenFile.holders(context.openFiles()), context);
        InotifyFileEntry.Builder entry = InotifyFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(probe))
                .setFown(context.owner(probe));
        watches(probe).forEach(words -> entry.addWd(watch(file.id(), words, files, context)));
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setIfy(entry)
                .build();
    }

    private static InotifyWdEntry watch(int id, Map<String, String> words, WatchedFiles files, DumpContext context) {
        FileHandle handle = FileHandle.parse(words);
        return InotifyWdEntry.newBuilder()
                .setId(id)
                .setIIno(handle.inode())
                .setSDev(handle.device())
                .setWd(Integer.parseInt(words.get("wd"), 16))
                .setMask(Integer.parseUnsignedInt(words.get("mask"), 16))
                .setIgnoredMask(Integer.parseUnsignedInt(words.get("ignored_mask"), 16))
                .setFHandle(files.entry(handle, context))
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        InotifyFileEntry list = entry.getIfy();
        Descriptions.requirePart(entry, entry.hasIfy(), list.getId());
        Set<Integer> numbers = new HashSet<>();
        for (InotifyWdEntry watch : list.getWdList()) {
            if (watch.getWd() <= 0 || !numbers.add(watch.getWd()) || (watch.getMask() & SETTABLE) == 0) {
                throw Descriptions.corrupt(
                        entry,
                        "has a watch " + Integer.toUnsignedString(watch.getWd()) + " with mask 0x"
                                + Integer.toHexString(watch.getMask()) + ", impossible or twice");
            }
        }
        Fd fd = WatchCalls.inotify();
        return Descriptions.done(fd, () -> {
            Descriptions.restore(fd, list.getFlags(), list.getFown(), context);
            Fd own = context.shared(new Own(entry.getId()), () -> FileCalls.duplicate(fd));
            // As late as can be, or the program would be told what was opened to restore it.
            context.onComplete(() -> watch(own, list, context));
        });
    }

    private record Own(int fileId) {}

    private static void watch(Fd inotify, InotifyFileEntry list, RestoreContext context) {
        // In the order of their numbers: the next one that is given out follows the last one set.
        list.getWdList().stream()
                .sorted(Comparator.comparingInt(InotifyWdEntry::getWd))
                .forEach(watch -> {
                    FileHandle handle = FileHandle.of(watch.getSDev(), watch.getIIno(), watch.getFHandle());
                    try (Fd target = WatchTargets.open(handle, watch.getFHandle(), context)) {
                        WatchCalls.addWatch(
                                inotify, watch.getWd(), WatchTargets.path(target), watch.getMask() & SETTABLE);
                    }
                });
        inotify.close();
    }
}
