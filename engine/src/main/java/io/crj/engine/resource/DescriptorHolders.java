package io.crj.engine.resource;

import io.crj.engine.linux.proc.Descent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/** Which processes have which pipes and sockets open, or which other files of one kind; one look at /proc. */
public final class DescriptorHolders {

    private final BiFunction<Path, String, Optional<Object>> identity;
    private final Map<Object, Integer> pidByFile = new HashMap<>();

    private DescriptorHolders(BiFunction<Path, String, Optional<Object>> identity) {
        this.identity = identity;
    }

    private static Optional<Object> ofPipesAndSockets(Path descriptor, String link) {
        return link.startsWith("pipe:[") || link.startsWith("socket:[") ? Optional.of(link) : Optional.empty();
    }

    /** Those among {@code pids}. */
    static DescriptorHolders among(Set<Integer> pids) {
        DescriptorHolders holders = new DescriptorHolders(DescriptorHolders::ofPipesAndSockets);
        pids.forEach(pid -> holders.addAll(pid, Path.of("/proc/" + pid + "/fd")));
        return holders;
    }

    /** Those among the descendants of {@code tree}, which may have been born since somebody looked. */
    static DescriptorHolders descendants(Set<Integer> tree) {
        return of(pid -> !Descent.isStranger(pid, tree), DescriptorHolders::ofPipesAndSockets);
    }

    /** @param tree processes to leave out */
    static DescriptorHolders outside(Set<Integer> tree) {
        return outside(tree, DescriptorHolders::ofPipesAndSockets);
    }

    /**
     * Those that have other files open.
     *
     * @param tree processes to leave out, with their descendants
     * @param identity what tells a file of interest from others, by its link in {@code /proc/PID/fd} and that link's text
     */
    public static DescriptorHolders outside(Set<Integer> tree, BiFunction<Path, String, Optional<Object>> identity) {
        return of(pid -> Descent.isStranger(pid, tree), identity);
    }

    private static DescriptorHolders of(IntPredicate processes, BiFunction<Path, String, Optional<Object>> identity) {
        DescriptorHolders holders = new DescriptorHolders(identity);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                int pid = Integer.parseInt(process.getFileName().toString());
                if (processes.test(pid)) {
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
            identity.apply(descriptor, link).ifPresent(file -> pidByFile.putIfAbsent(file, pid));
        } catch (IOException e) {
            // Closed while we looked.
        }
    }

    /**
     * One of the processes that have it open.
     *
     * @param file what identifies it: of pipes and sockets, the text of its links in {@code /proc/PID/fd}
     */
    public OptionalInt of(Object file) {
        Integer pid = pidByFile.get(file);
        return pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
    }
}
