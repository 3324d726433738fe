package io.crj.engine.resource.epoll;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The watches of one list. Each belongs to an open file and the number it had when it was added; by now that number may
 * lead elsewhere, and the open file be known by another one.
 */
final class DumpedWatches {

    private final FdProbe probe;
    private final List<OpenFile.Descriptor> holders;
    private final OpenFile.Descriptor list;

    /** @param holders descriptors of the list; none when it waits in the queue of a socket */
    DumpedWatches(FdProbe probe, List<OpenFile.Descriptor> holders) {
        this.probe = probe;
        this.holders = holders;
        this.list = new OpenFile.Descriptor(probe.pid(), probe.fd(), false);
    }

    /** A watch, with how many of the list before it have the same number. */
    private record Nth(Watch watch, int nth) {}

    private static List<Nth> of(FdInfo info) {
        Map<Integer, Integer> seen = new HashMap<>();
        List<Nth> all = new ArrayList<>();
        for (Watch watch : Watch.parse(info)) {
            all.add(new Nth(watch, seen.merge(watch.fd(), 1, Integer::sum) - 1));
        }
        return all;
    }

    /**
     * Refuses, while the tree runs, a list that watches what nobody of the tree has open.
     *
     * @param tree its processes
     */
    void check(Set<Integer> tree) {
        for (Nth watch : of(probe.info())) {
            boolean found = isDirect(watch) || tree.stream().anyMatch(pid -> isIn(watch, pid));
            if (!found && isStillThere(watch)) {
                throw refusal(watch);
            }
        }
    }

    private boolean isIn(Nth watch, int pid) {
        for (int fd : ProcFile.numbers("/proc/" + pid + "/fd")) {
            try {
                FileStat stat = FileCalls.stat("/proc/" + pid + "/fd/" + fd);
                if (isOn(watch, pid, fd, stat)) {
                    return true;
                }
            } catch (SyscallException e) {
                // Closed while we looked.
            }
        }
        return false;
    }

    /** As images have them. */
    List<EventpollTfdEntry> entries(Iterable<OpenFile> files) {
        List<EventpollTfdEntry> entries = new ArrayList<>();
        for (Nth watch : of(probe.info())) {
            entries.add(isDirect(watch) ? watch.watch().entry().build() : moved(watch, files));
        }
        return entries;
    }

    private boolean isDirect(Nth watch) {
        return holders.stream()
                .anyMatch(holder ->
                        isUnder(watch, holder, holder.pid(), watch.watch().fd()));
    }

    private boolean isOn(Nth watch, int pid, int fd, FileStat stat) {
        return stat.inode() == watch.watch().inode() && isUnder(watch, list, pid, fd);
    }

    private static boolean isUnder(Nth watch, OpenFile.Descriptor list, int pid, int fd) {
        return EventCalls.watches(pid, fd, list.pid(), list.fd(), watch.watch().fd(), watch.nth());
    }

    private boolean isStillThere(Nth watch) {
        return of(FdInfo.read(probe.pid(), probe.fd())).contains(watch);
    }

    private EventpollTfdEntry moved(Nth watch, Iterable<OpenFile> files) {
        for (OpenFile file : files) {
            if (isOn(watch, file.probe().pid(), file.probe().fd(), file.probe().stat())) {
                EventpollTfdEntry.Builder entry = watch.watch().entry();
                // Readers that know no better watch it under a number it has.
                numberOf(file).ifPresent(entry::setTfd);
                return entry.setCrjNumber(watch.watch().fd())
                        .setCrjFile(file.id())
                        .build();
            }
        }
        throw refusal(watch);
    }

    private Optional<Integer> numberOf(OpenFile file) {
        return file.descriptors().stream()
                .filter(d -> holders.stream().anyMatch(holder -> holder.pid() == d.pid()))
                .map(OpenFile.Descriptor::fd)
                .findFirst();
    }

    private UnsupportedResourceException refusal(Nth watch) {
        return UnsupportedResourceException.fd(
                probe.pid(),
                probe.fd(),
                probe.link(),
                "it watches what used to be fd " + watch.watch().fd()
                        + " of the process, which only somebody outside of"
                        + " the tree has open now; have the program close that list, or move both");
    }
}
