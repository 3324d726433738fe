package io.crj.engine.resource;

import java.util.List;

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
}
