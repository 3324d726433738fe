package io.crj.engine.resource.tty;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.Descent;
import io.crj.engine.linux.proc.FdInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Who has which pair of terminals open; looked up once for a whole tree. */
final class PtyHolders {

    private static final Path PROC = Path.of("/proc");
    private static final String SLAVE = "/dev/pts/";
    private static final String MASTER = "/ptmx";

    private final Set<Integer> masters = new HashSet<>();
    private final Map<Integer, Integer> outsideByIndex = new HashMap<>();

    private PtyHolders() {}

    /** @param tree the processes that move; others count if they have the same mounts, and so the same terminals */
    static PtyHolders of(Set<Integer> tree) {
        PtyHolders holders = new PtyHolders();
        Set<Path> places = new HashSet<>();
        tree.forEach(pid -> mounts(PROC.resolve(pid.toString())).ifPresent(places::add));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                // Our own copies of what the tree has do not count.
                boolean stranger = pid != ProcessHandle.current().pid() && Descent.isStranger(pid, tree);
                if (tree.contains(pid)
                        || stranger && mounts(process).filter(places::contains).isPresent()) {
                    holders.addAll(pid, process.resolve("fd"), tree.contains(pid));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return holders;
    }

    private static Optional<Path> mounts(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/mnt")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void addAll(int pid, Path directory, boolean inside) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory)) {
            for (Path descriptor : descriptors) {
                add(pid, descriptor, inside);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process ended while we looked.
        }
    }

    private void add(int pid, Path descriptor, boolean inside) {
        try {
            String link = Files.readSymbolicLink(descriptor).toString();
            int index;
            if (link.endsWith(MASTER)) {
                int fd = Integer.parseInt(descriptor.getFileName().toString());
                index = Integer.parseInt(FdInfo.read(pid, fd).value("tty-index"));
                if (inside) {
                    masters.add(index);
                }
            } else if (link.startsWith(SLAVE)) {
                index = Integer.parseInt(link.substring(SLAVE.length()));
            } else {
                return;
            }
            if (!inside) {
                outsideByIndex.putIfAbsent(index, pid);
            }
        } catch (IOException | EngineException | IllegalStateException | NumberFormatException e) {
            // Closed while we looked, or hung up.
        }
    }

    /** Whether the tree holds the pair's master. */
    boolean hasMaster(int index) {
        return masters.contains(index);
    }

    /** A process outside of the tree that has either side open. */
    OptionalInt outside(int index) {
        Integer pid = outsideByIndex.get(index);
        return pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
    }
}
