package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Open files on their way through the queues of a frozen tree's unix sockets (SCM_RIGHTS), and through the queues of
 * sockets among these. As nobody in the tree may have them open, this process does until the dump is over.
 */
public final class FilesInFlight implements AutoCloseable {

    /** What fdinfo shows of them; net/unix/af_unix.c. */
    private static final String IN_FLIGHT = "scm_fds:";

    private static final int OWN_PID = (int) ProcessHandle.current().pid();

    private final Map<Long, List<Message>> queues = new LinkedHashMap<>();
    private final List<FdProbe> found = new ArrayList<>();
    private final Set<Long> sockets = new HashSet<>();
    private final Map<Integer, Integer> idByFd = new HashMap<>();

    private FilesInFlight() {}

    /** Those of this dump; none before {@link #find}. */
    public static FilesInFlight of(DumpContext context) {
        return context.shared(FilesInFlight.class, FilesInFlight::new);
    }

    /** Whether descriptors are on their way in the socket's queue. */
    public static boolean hasSome(FdProbe probe) {
        return probe.stat().isSocket()
                && probe.info().extra().stream()
                        .filter(line -> line.startsWith(IN_FLIGHT))
                        .anyMatch(line ->
                                !line.substring(IN_FLIGHT.length()).trim().equals("0"));
    }

    /**
     * Looks for them.
     *
     * @param probes all descriptors of the tree
     * @return descriptors of this process that lead to what was found
     */
    public List<FdProbe> find(Collection<FdProbe> probes, DumpContext context) {
        Deque<FdProbe> open = new ArrayDeque<>(probes);
        while (!open.isEmpty()) {
            FdProbe probe = open.poll();
            if (hasSome(probe) && !queues.containsKey(probe.stat().inode())) {
                read(probe, context).forEach(open::add);
            }
        }
        return List.copyOf(found);
    }

    private List<FdProbe> read(FdProbe probe, DumpContext context) {
        Fd socket = context.local(probe);
        if (SocketCalls.getInt(socket, SOL_SOCKET, SO_ACCEPTCONN) != 0) {
            // They came over a connection that nobody has accepted: refused with it.
            return List.of();
        }
        NotedDescriptor descriptor =
                NotedDescriptor.of(probe.pid(), probe.fd(), probe.stat().inode(), context);
        int type = SocketCalls.getInt(socket, SOL_SOCKET, SO_TYPE);
        List<Message> messages = new QueueReader(socket, type, descriptor, context.journal()).read();
        queues.put(probe.stat().inode(), messages);
        List<FdProbe> fresh = new ArrayList<>();
        for (Message message : messages) {
            for (Fd file : message.files()) {
                fresh.add(FdProbe.of(OWN_PID, file.number()));
            }
        }
        fresh.stream()
                .filter(file -> file.stat().isSocket())
                .forEach(file -> sockets.add(file.stat().inode()));
        found.addAll(fresh);
        return fresh;
    }

    /** The messages in the queue of the socket, if any of them carries files. */
    Optional<List<Message>> queue(long inode) {
        return Optional.ofNullable(queues.get(inode));
    }

    /** Whether the socket itself is on its way. */
    boolean carries(long inode) {
        return sockets.contains(inode);
    }

    /**
     * Learns what our descriptors are called in the image.
     *
     * @return the file without them
     * @throws UnsupportedResourceException for a file that nobody has open and that cannot be carried on its way
     */
    public OpenFile number(OpenFile file) {
        List<OpenFile.Descriptor> theirs = new ArrayList<>();
        for (OpenFile.Descriptor descriptor : file.descriptors()) {
            if (descriptor.pid() == OWN_PID) {
                idByFd.put(descriptor.fd(), file.id());
            } else {
                theirs.add(descriptor);
            }
        }
        if (theirs.isEmpty()) {
            requireCarried(file.probe());
        }
        return new OpenFile(file.id(), file.probe(), theirs);
    }

    private static void requireCarried(FdProbe probe) {
        if (probe.isAnonInode("fanotify")) {
            throw new UnsupportedResourceException(
                    OWN_PID,
                    probe.link() + " waits in the queue of a unix socket (SCM_RIGHTS) and is open nowhere else",
                    "try again when it was received");
        }
    }

    int id(Fd file) {
        return idByFd.get(file.number());
    }

    @Override
    public void close() {
        queues.values().forEach(queue -> queue.forEach(m -> m.files().forEach(Fd::close)));
    }
}
