package io.crj.engine.resource;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Open files that are not made anew, but supplied by whoever restores: {@code --inherit-fd fd[N]:KEY}.
 *
 * <p>Keys as CRIU has them: {@code pipe:[INO]} and {@code socket:[INO]} with the inode on the host of the dump, for files
 * the path without its leading slash.
 */
public final class InheritedFiles {

    private InheritedFiles() {}

    /**
     * The open file that takes the place of {@code entry}'s as it is; empty for pipes, of which only the other end's
     * place is taken.
     *
     * @return the caller's
     */
    public static Optional<Fd> open(FileEntry entry, RestoreContext context) {
        return entry.hasPipe() ? Optional.empty() : supplied(key(entry), context);
    }

    /**
     * A copy of what was supplied under a key.
     *
     * @return the caller's
     */
    public static Optional<Fd> supplied(String key, RestoreContext context) {
        Integer number = context.options().inheritFds().get(key);
        if (number == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(FileCalls.duplicate(Fd.own(number)));
        } catch (SyscallException e) {
            throw new EngineException("--inherit-fd fd[" + number + "]:" + key + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses pipes and sockets that were supplied, but that nothing asks for.
     *
     * @param keys of {@code --inherit-fd}
     */
    public static void requireUse(Set<String> keys, Collection<FileEntry> files) {
        Set<String> unused = new TreeSet<>(keys);
        unused.removeIf(key -> !key.startsWith("pipe:[") && !key.startsWith("socket:["));
        files.forEach(file -> unused.remove(key(file)));
        if (!unused.isEmpty()) {
            throw new EngineException("--inherit-fd: the image has no " + String.join(", ", unused));
        }
    }

    /** What an open file is called in {@code --inherit-fd}; empty for kinds that cannot be supplied. */
    private static String key(FileEntry entry) {
        if (entry.hasPipe()) {
            return pipe(entry.getPipe().getPipeId());
        }
        if (entry.hasUsk()) {
            return socket(entry.getUsk().getIno());
        }
        if (entry.hasIsk()) {
            return socket(entry.getIsk().getIno());
        }
        return entry.hasReg() && entry.getReg().getName().startsWith("/")
                ? entry.getReg().getName().substring(1)
                : "";
    }

    /** The key of a pipe. */
    public static String pipe(int inode) {
        return "pipe:[" + Integer.toUnsignedString(inode) + "]";
    }

    /** The key of a socket. */
    public static String socket(int inode) {
        return "socket:[" + Integer.toUnsignedString(inode) + "]";
    }
}
