package io.crj.engine.resource;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/** Who has the pipes and sockets open that lead out of a tree; looked up once in a check or a dump. */
public final class TreeDescriptors {

    private final Set<Integer> tree;
    private DescriptorHolders inside;
    private DescriptorHolders descendants;
    private DescriptorHolders outside;
    private Boolean anyInFlight;

    private TreeDescriptors(Set<Integer> tree) {
        this.tree = tree;
    }

    /** @param tree all processes of the tree */
    public static TreeDescriptors of(Set<Integer> tree, SharedState state) {
        return state.shared(TreeDescriptors.class, () -> new TreeDescriptors(tree));
    }

    /** One of the tree's processes that have it open, by the text of its link in {@code /proc/PID/fd}. */
    public OptionalInt inside(String link) {
        if (inside == null) {
            inside = DescriptorHolders.among(tree);
        }
        OptionalInt holder = inside.of(link);
        return holder.isPresent() ? holder : newborn(link);
    }

    private OptionalInt newborn(String link) {
        if (descendants == null) {
            descendants = DescriptorHolders.descendants(tree);
        }
        return descendants.of(link);
    }

    /** Whether any of the tree's unix sockets has descriptors in its queue. */
    public boolean anyInFlight() {
        if (anyInFlight == null) {
            anyInFlight = tree.stream().anyMatch(TreeDescriptors::hasInFlight);
        }
        return anyInFlight;
    }

    private static boolean hasInFlight(int pid) {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path descriptor : descriptors) {
                // net/unix/af_unix.c, unix_show_fdinfo
                if (Files.readAllLines(descriptor).stream()
                        .anyMatch(
                                line -> line.startsWith("scm_fds:") && !line.endsWith("\t0") && !line.endsWith(" 0"))) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The process ended, or closed a file, while we looked.
            return false;
        }
        return false;
    }

    /** One of all other processes that have it open. */
    public OptionalInt outside(String link) {
        if (outside == null) {
            outside = DescriptorHolders.outside(tree);
        }
        return outside.of(link);
    }
}
