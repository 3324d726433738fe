package io.crj.engine.resource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Which processes have which pipes and sockets open; one look at /proc. */
final class DescriptorHolders {

    private final Map<String, Integer> pidByLink = new HashMap<>();

    private DescriptorHolders() {}

    /** Those among {@code pids}. */
    static DescriptorHolders among(Set<Integer> pids) {
        DescriptorHolders holders = new DescriptorHolders();
        pids.forEach(pid -> holders.addAll(pid, Path.of("/proc/" + pid + "/fd")));
        return holders;
    }

    /** @param tree processes to leave out */
    static DescriptorHolders outside(Set<Integer> tree) {
        DescriptorHolders holders = new DescriptorHolders();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                int pid = Integer.parseInt(process.getFileName().toString());
                if (!tree.contains(pid)) {
                    holders.addAll(pid, process.resolve("fd"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return holders;
    }

    private void addAll(int pid, Path directory) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(directory)) {
            for (Path descriptor : descriptors) {
                add(pid, descriptor);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process ended while we looked.
        }
    }

    private void add(int pid, Path descriptor) {
        try {
            String link = Files.readSymbolicLink(descriptor).toString();
            if (link.startsWith("pipe:[") || link.startsWith("socket:[")) {
                pidByLink.putIfAbsent(link, pid);
            }
        } catch (IOException e) {
            // Closed while we looked.
        }
    }

    /**
     * One of the processes that have it open.
     *
     * @param link text of its links in {@code /proc/PID/fd}
     */
    OptionalInt of(String link) {
        Integer pid = pidByLink.get(link);
        return pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
    }
}
