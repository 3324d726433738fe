package io.crj.engine.memory;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.tree.Vessel;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The address spaces of a tree that is being built, by the pids of the image.
 *
 * <p>A process is made when its first page arrives: by then its parent has its own, and what both have in common they keep
 * in common, as after fork(2). Only usable on the tracer thread.
 */
public final class TreeMemory {

    private final SharedMemory shared;
    private final Map<Integer, VesselMemory> processes = new HashMap<>();
    private final Map<Integer, List<VmaEntry>> mappings = new HashMap<>();
    private final Map<Integer, long[]> present = new HashMap<>();
    private ImageFiles files;

    public TreeMemory(SharedMemory shared) {
        this.shared = shared;
    }

    /** From now on the tree is to have these mappings; until {@link #follow} nobody gets them. */
    public void expect(Map<Integer, List<VmaEntry>> wanted) {
        files = null;
        mappings.clear();
        mappings.putAll(wanted);
        processes.keySet().retainAll(wanted.keySet());
        present.clear();
        wanted.values().forEach(shared::measure);
    }

    /** Maps what is expected, in the processes that are there and in those to come. */
    public void follow(ImageFiles opened) {
        files = opened;
        files.memory().adopt(shared::known);
        processes.forEach((pid, memory) -> memory.follow(mappings.get(pid), files));
    }

    private boolean has(int pid) {
        return processes.containsKey(pid);
    }

    /**
     * Takes care of a process that was just made and has nothing but what it was forked with.
     *
     * @param parent who forked it
     */
    public void born(int pid, Vessel vessel, int parent) {
        VesselMemory memory = new VesselMemory(vessel, shared);
        List<VmaEntry> wanted = of(pid, mappings);
        if (files != null && processes.containsKey(parent)) {
            memory.inherit(processes.get(parent), wanted, files);
        } else {
            vessel.settle(wanted, new RangeSet());
        }
        processes.put(pid, memory);
        if (files != null) {
            memory.follow(wanted, files);
        }
        if (present.containsKey(pid)) {
            memory.dropAllBut(present.remove(pid));
        }
    }

    /** Address space of process {@code pid}, which is there. */
    public VesselMemory of(int pid) {
        return of(pid, processes);
    }

    private static <T> T of(int pid, Map<Integer, T> all) {
        T own = all.get(pid);
        if (own == null) {
            throw new ImageFormatException(
                    "pages of process " + Integer.toUnsignedString(pid), "the tree has no such process");
        }
        return own;
    }

    /** Pages of a process that is there. */
    public void write(int pid, long address, ByteBuffer pages) {
        of(pid).write(address, pages, of(pid, mappings));
    }

    /** All pages a process has in the image, whether or not it is there yet. */
    public void dropAllBut(int pid, long[] startEndPairs) {
        if (has(pid)) {
            of(pid).dropAllBut(startEndPairs);
        } else {
            of(pid, mappings);
            present.put(pid, startEndPairs);
        }
    }
}
