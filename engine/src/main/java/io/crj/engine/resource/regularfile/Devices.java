package io.crj.engine.resource.regularfile;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Device files: which can be carried, and under which other names they are found; numbers: devices.txt of the kernel. */
final class Devices {

    private static final int MEMORY_DEVICES = 1;
    /** null, zero, full, random, urandom: the same everywhere, and they remember nothing. */
    private static final Set<Integer> HARMLESS = Set.of(3, 5, 7, 8, 9);

    private static final int FIRST_TERMINAL = 2;
    private static final int LAST_TERMINAL = 5;
    private static final int FIRST_UNIX98_TERMINAL = 128;
    private static final int LAST_UNIX98_TERMINAL = 143;

    /** Folders of /dev that hold whatever users put there. */
    private static final Set<String> NO_DEVICES = Set.of("shm", "mqueue", "hugepages", "pts", "fd");

    private Devices() {}

    /** Whether it is one of the character devices that are the same everywhere and remember nothing. */
    static boolean isHarmless(FileStat stat) {
        return stat.isCharacterDevice()
                && Stat.major(stat.rdev()) == MEMORY_DEVICES
                && HARMLESS.contains(Stat.minor(stat.rdev()));
    }

    /** Whether it is a terminal, which is a kind of its own. */
    static boolean isTerminal(FileStat stat) {
        int major = Stat.major(stat.rdev());
        return stat.isCharacterDevice()
                && (major >= FIRST_TERMINAL && major <= LAST_TERMINAL
                        || major >= FIRST_UNIX98_TERMINAL && major <= LAST_UNIX98_TERMINAL);
    }

    /** Whether both are the same device, whatever the file. */
    static boolean isSame(FileStat a, FileStat b) {
        return a.isDevice() && (a.mode() & Stat.S_IFMT) == (b.mode() & Stat.S_IFMT) && a.rdev() == b.rdev();
    }

    /** As errors call it: {@code character device 1:3}. */
    static String describe(FileStat stat) {
        return (stat.isBlockDevice() ? "block device " : "character device ") + Stat.major(stat.rdev()) + ":"
                + Stat.minor(stat.rdev());
    }

    /** Why a device that is not harmless stays where it is. */
    static UnsupportedResourceException refusal(NamedFile file) {
        return file.refusal(describe(file.stat()) + " belongs to this host, and what its driver knows of this open file"
                + " cannot be carried; have the program close it, and open it again later");
    }

    /** Another name of the same device among those the process can see in /dev. */
    static Optional<String> otherName(NamedFile file) {
        Deque<String> folders = new ArrayDeque<>(List.of("/dev"));
        while (!folders.isEmpty()) {
            String folder = folders.removeFirst();
            for (String name : names(file.fromHere(folder))) {
                String path = folder + "/" + name;
                Optional<FileStat> stat = statOfName(file.fromHere(path));
                if (stat.filter(s -> isSame(s, file.stat())).isPresent()) {
                    return Optional.of(path);
                }
                if (stat.filter(FileStat::isDirectory).isPresent() && !NO_DEVICES.contains(name)) {
                    folders.addLast(path);
                }
            }
        }
        return Optional.empty();
    }

    private static List<String> names(String folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(folder))) {
            return StreamSupport.stream(entries.spliterator(), false)
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
    }

    private static Optional<FileStat> statOfName(String path) {
        try {
            return Optional.of(PathCalls.statOfName(path));
        } catch (SyscallException e) {
            return Optional.empty();
        }
    }
}
