package io.crj.engine;

import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import java.net.InetAddress;
import java.util.List;

/**
 * What a tree needs on the host it goes to.
 *
 * @param pid its root
 * @param command name of the root, as in {@code /proc/PID/comm}
 * @param pids all processes
 * @param tids numbers of processes and threads that have to be free there; none when the tree has a pid namespace of
 *     its own
 * @param residentBytes memory in use
 * @param files paths that must exist there
 * @param connections established TCP connections; none when the tree has a network namespace of its own, which comes
 *     along with its addresses
 * @param boundAddresses local addresses its sockets use; the wildcard address stands for all; none in a network
 *     namespace of its own
 * @param listeners TCP ports that nobody may listen on there; none in a network namespace of its own
 * @param locks on files, that nobody may have there; none when the tree has a mount namespace of its own
 */
public record TreeReport(
        int pid,
        String command,
        List<Integer> pids,
        List<Integer> tids,
        long residentBytes,
        List<FileNeed> files,
        List<Connection> connections,
        List<InetAddress> boundAddresses,
        List<Listener> listeners,
        List<LockNeed> locks) {

    /**
     * A file the tree uses by path.
     *
     * @param sizeBytes length, -1 where it does not matter (devices, files open for writing)
     * @param mode type and permissions as in stat(2)
     */
    public record FileNeed(String path, long sizeBytes, int mode) {}

    /**
     * A lock that is taken again.
     *
     * @param kind in the numbers of images: 1 of a process, 2 of flock(2), 4 of an open file
     * @param type F_RDLCK or F_WRLCK
     * @param length in bytes; 0 for all that follows
     */
    public record LockNeed(String path, int kind, int type, long start, long length) {}
}
