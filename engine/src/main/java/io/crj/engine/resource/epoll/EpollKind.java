package io.crj.engine.resource.epoll;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.EventpollFileEntry;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
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
import io.crj.engine.trace.RemoteTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    /** With several processes only a tree that stands still tells which of them still have what the list watches. */
    @Override
    public void check(FdProbe probe, CheckContext context) {
        if (context.pids().size() == 1) {
            watches(probe, probe.pid(), probe.fd());
        }
    }

    /** The watches, as one of the processes that share the list can make them anew. */
    private static List<Watch> watches(OpenFile file) {
        UnsupportedResourceException refusal = null;
        for (OpenFile.Descriptor holder : file.descriptors()) {
            try {
                return watches(file.probe(), holder.pid(), holder.fd());
            } catch (UnsupportedResourceException e) {
                refusal = e;
            }
        }
        throw refusal;
    }

    /** A watch belongs to an open file and a number; it can only be made anew while the number leads to that open file. */
    private static List<Watch> watches(FdProbe probe, int pid, int fd) {
        List<Watch> watches = Watch.parse(probe.info());
        Map<Integer, Integer> seen = new HashMap<>();
        for (Watch watch : watches) {
            int nth = seen.merge(watch.fd(), 1, Integer::sum) - 1;
            if (!EventCalls.watches(pid, fd, watch.fd(), nth)) {
                throw UnsupportedResourceException.fd(
                        pid,
                        fd,
                        probe.link(),
                        "it watches what used to be fd " + watch.fd() + " of the process, which was closed or replaced"
                                + " while a duplicate keeps the watch alive; not supported yet");
            }
        }
        return watches;
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        EventpollFileEntry.Builder list = EventpollFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(file.probe()))
                .setFown(context.owner(file.probe()));
        watches(file).forEach(watch -> list.addTfd(watch.entry()));
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
            if (watch.getTfd() < 0 || !numbers.add(watch.getTfd())) {
                throw Descriptions.corrupt(
                        entry, "watches fd " + Integer.toUnsignedString(watch.getTfd()) + ", impossible or twice");
            }
        }
        Fd fd = EventCalls.epoll();
        return Descriptions.done(fd, () -> Descriptions.restore(fd, list.getFlags(), list.getFown(), context));
    }

    /**
     * Watches are tied to descriptor numbers, so a task has to add them that has what they watch: the first one that
     * can, of those that share the list.
     */
    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        List<EventpollTfdEntry> left = context.shared(new Left(entry.getId()), () -> {
            List<EventpollTfdEntry> all = new ArrayList<>(entry.getEpfd().getTfdList());
            context.onComplete(() -> expectNone(entry, all));
            return all;
        });
        left.removeIf(watch -> isAdded(watch, task, fd));
    }

    /** Watches of a list that no task has added yet. */
    private record Left(int fileId) {}

    private static boolean isAdded(EventpollTfdEntry watch, RemoteTask task, int fd) {
        task.resetScratch();
        long event = task.push(ByteBuffer.allocate(Epoll.EPOLL_EVENT_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Epoll.EPOLL_EVENT_EVENTS, watch.getEvents())
                .putLong(Epoll.EPOLL_EVENT_DATA, watch.getData())
                .array());
        long result = task.call(SyscallNumber.EPOLL_CTL, fd, Epoll.EPOLL_CTL_ADD, watch.getTfd(), event);
        if (result < 0 && result != -Errno.EBADF) {
            throw new EngineException("pid " + task.pid() + " fd " + fd + " (epoll): cannot watch fd "
                    + watch.getTfd() + ": " + Errno.name((int) -result) + " ("
                    + Errno.describe((int) -result) + ")");
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
