package io.crj.engine.resource.epoll;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.EventpollFileEntry;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.linux.abi.Epoll;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.RunningTree;
import io.crj.engine.trace.RemoteTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Watch lists; epoll(7). */
public final class EpollKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.EVENTPOLL;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("eventpoll");
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        OpenFile.Descriptor self = new OpenFile.Descriptor(probe.pid(), probe.fd(), false);
        RunningTree.look(
                () -> {
                    new DumpedWatches(probe.anew(), List.of(self)).check(context.pids());
                    return null;
                },
                () -> false);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        EventpollFileEntry.Builder list = EventpollFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(file.probe()))
                .setFown(context.owner(file.probe()));
        list.addAllTfd(new DumpedWatches(file.probe(), file.descriptors()).entries(context.openFiles()));
        long parameters = EventCalls.pollParameters(context.local(file.probe()));
        if (parameters != 0) {
            list.setCrjParams(parameters);
        }
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setEpfd(list)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        EventpollFileEntry list = entry.getEpfd();
        Descriptions.requirePart(entry, entry.hasEpfd(), list.getId());
        Set<Integer> numbers = new HashSet<>();
        for (EventpollTfdEntry watch : list.getTfdList()) {
            boolean moved = watch.hasCrjFile() && watch.getCrjNumber() >= 0;
            if (!moved && (watch.getTfd() < 0 || !numbers.add(watch.getTfd()))) {
                throw Descriptions.corrupt(
                        entry, "watches fd " + Integer.toUnsignedString(watch.getTfd()) + ", impossible or twice");
            }
        }
        Fd fd = EventCalls.epoll();
        return Descriptions.done(fd, () -> {
            context.onComplete(() -> complete(entry, context));
            if (list.hasCrjParams()) {
                EventCalls.setPollParameters(fd, list.getCrjParams());
            }
            Descriptions.restore(fd, list.getFlags(), list.getFown(), context);
        });
    }

    /**
     * Watches are tied to descriptor numbers, so a task has to add them that has what they watch: the first one that
     * can, of those that share the list.
     */
    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        Left.of(entry, context).add(task, fd);
    }

    /** A list that waits in the queue of a socket has been wired by nobody: the first process of the tree does it. */
    private static void complete(FileEntry entry, RestoreContext context) {
        Left left = Left.of(entry, context);
        if (!left.wired) {
            int root = context.image()
                    .messages(PstreeEntry.class, ImageKind.PSTREE, 0)
                    .get(0)
                    .getPid();
            context.helper(root).ifPresent(helper -> {
                int fd = helper.give(context.opened(entry.getId()).orElseThrow());
                left.add(helper.task(), fd);
                helper.task().call(SyscallNumber.CLOSE, fd);
            });
        }
        expectNone(entry, left.watches);
    }

    /** Watches of a list that no task has added yet. */
    private static final class Left {

        private final FileEntry entry;
        private final RestoreContext context;
        private final List<EventpollTfdEntry> watches;
        private boolean wired;

        private Left(FileEntry entry, RestoreContext context) {
            this.entry = entry;
            this.context = context;
            this.watches = new ArrayList<>(entry.getEpfd().getTfdList());
        }

        private record Key(int fileId) {}

        static Left of(FileEntry entry, RestoreContext context) {
            return context.shared(new Key(entry.getId()), () -> new Left(entry, context));
        }

        void add(RemoteTask task, int fd) {
            wired = true;
            watches.removeIf(watch -> watch.hasCrjFile()
                    ? isMoved(entry, watch, task, fd, context)
                    : isAdded(watch, watch.getTfd(), task, fd));
        }
    }

    private static boolean isMoved(
            FileEntry entry, EventpollTfdEntry watch, RemoteTask task, int fd, RestoreContext context) {
        Fd file = context.opened(watch.getCrjFile())
                .orElseThrow(() -> Descriptions.corrupt(entry, "watches a file that the image does not have"));
        MovedWatch.add(watch, file, task, context, number -> isAdded(watch, number, task, fd));
        return true;
    }

    private static boolean isAdded(EventpollTfdEntry watch, int number, RemoteTask task, int fd) {
        task.resetScratch();
        long event = task.push(ByteBuffer.allocate(Epoll.EPOLL_EVENT_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Epoll.EPOLL_EVENT_EVENTS, watch.getEvents())
                .putLong(Epoll.EPOLL_EVENT_DATA, watch.getData())
                .array());
        long result = task.call(SyscallNumber.EPOLL_CTL, fd, Epoll.EPOLL_CTL_ADD, number, event);
        if (result < 0 && result != -Errno.EBADF) {
            throw new EngineException("pid " + task.pid() + " fd " + fd + " (epoll): cannot watch fd " + number + ": "
                    + Errno.name((int) -result) + " (" + Errno.describe((int) -result) + ")");
        }
        return result >= 0;
    }

    private static void expectNone(FileEntry entry, List<EventpollTfdEntry> left) {
        if (!left.isEmpty()) {
            throw Descriptions.corrupt(
                    entry, "watches fd " + left.get(0).getTfd() + ", which no process has that shares the list");
        }
    }
}
