package io.crj.engine.resource.unixsocket;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.NotedPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A path that a restored socket is bound to, and the file of a former socket that was put aside for it. */
public final class BoundNameAftermath implements Aftermath {

    public static final String KIND = "bound-name";

    static final String ASIDE = ".crj-aside";

    private static final String FORMER = "former";

    /** @param former inode of the file that has the name now */
    static SideEffect effect(NotedPath name, Optional<FileStat> former) {
        return name.effect(KIND, Map.of(FORMER, inode(former)));
    }

    static String inode(Optional<FileStat> former) {
        return former.map(file -> Long.toString(file.inode())).orElse("");
    }

    /** Everything is as before. */
    @Override
    public void undo(Map<String, String> facts) {
        NotedPath.read(facts)
                .reach()
                .ifPresent(path -> putBack(path, SideEffect.fact(facts, FORMER), BoundNameAftermath::isAbandoned));
    }

    /**
     * Removes our file and brings the former one back, as far as that was not done.
     *
     * @param former its inode; empty if there was none
     */
    static void putBack(String path, String former, Predicate<FileStat> ours) {
        if (stat(path).filter(file -> !is(file, former) && ours.test(file)).isPresent()) {
            FileCalls.unlink(path);
        }
        if (stat(path + ASIDE).filter(file -> is(file, former)).isPresent()
                && stat(path).isEmpty()) {
            back(Path.of(path + ASIDE), Path.of(path));
        }
    }

    /** The tree runs: what was put aside is of no use any more. */
    @Override
    public void complete(Map<String, String> facts) {
        NotedPath.read(facts).reach().ifPresent(path -> dropAside(path, SideEffect.fact(facts, FORMER)));
    }

    static void dropAside(String path, String former) {
        if (stat(path + ASIDE).filter(file -> is(file, former)).isPresent()) {
            FileCalls.unlink(path + ASIDE);
        }
    }

    @Override
    public boolean outlivesKernel() {
        return true;
    }

    private static boolean is(FileStat file, String inode) {
        return Long.toString(file.inode()).equals(inode);
    }

    /** A name that somebody else has bound meanwhile is his. */
    private static boolean isAbandoned(FileStat file) {
        return file.isSocket() && SocketTable.read().boundTo(file).isEmpty();
    }

    static Optional<FileStat> stat(String path) {
        try {
            return Optional.of(PathCalls.statOfName(path));
        } catch (SyscallException e) {
            if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENOTDIR) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void back(Path aside, Path path) {
        try {
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException("cannot put " + aside + " back: " + e, e);
        }
    }
}
