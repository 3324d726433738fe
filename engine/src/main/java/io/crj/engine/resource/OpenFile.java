package io.crj.engine.resource;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One open file description and every descriptor of the tree that refers to it.
 *
 * @param id its number in the image
 * @param probe as seen through the first descriptor
 * @param descriptors all of them, the first included
 */
public record OpenFile(int id, FdProbe probe, List<Descriptor> descriptors) {

    /**
     * An entry in a task's descriptor table.
     *
     * @param closeOnExec FD_CLOEXEC
     */
    public record Descriptor(int pid, int fd, boolean closeOnExec) {}

    /** The processes that have any of the files open, by pid. */
    public static SortedSet<Integer> holders(Iterable<OpenFile> files) {
        SortedSet<Integer> pids = new TreeSet<>();
        files.forEach(file -> file.descriptors().forEach(descriptor -> pids.add(descriptor.pid())));
        return pids;
    }
}
