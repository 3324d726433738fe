package io.crj.engine.resource.regularfile;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** A name that a file has for a moment only, so that links of /proc show it as before: with its name, deleted. */
final class PassingName {

    private PassingName() {}

    /**
     * Opens a file under a name that is gone again on return.
     *
     * @param path the name; another one beside it if somebody has taken it
     * @param maker gives the file the name it is called with; fails with EEXIST when that is taken
     * @return open for its place only (O_PATH), the caller's
     */
    static Fd open(String path, Consumer<String> maker) {
        Deque<Path> made = makeDirectories(path);
        try {
            return openIn(path, maker);
        } finally {
            made.forEach(directory -> FileCalls.removeDirectory(directory.toString()));
        }
    }

    private static Fd openIn(String path, Consumer<String> maker) {
        String name = makeFree(path, maker);
        Fd file = FileCalls.open(name, Fcntl.O_PATH | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
        try {
            if (FileCalls.stat(file).isDirectory()) {
                FileCalls.removeDirectory(name);
            } else {
                FileCalls.unlink(name);
            }
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static String makeFree(String path, Consumer<String> maker) {
        String name = path;
        for (int i = 1; ; i++) {
            try {
                maker.accept(name);
                return name;
            } catch (SyscallException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                // Another file has taken the name since. It is not ours to move, so this one gets another.
                name = path + ".crj-" + i;
            }
        }
    }

    /** Makes those directories on the way to {@code path} that are missing; those made, innermost first. */
    static Deque<Path> makeDirectories(String path) {
        Path directory = Path.of(path).getParent();
        if (directory == null) {
            throw new ImageFormatException(
                    ImageKind.FILES.fileName(0), "a file without a name had that of the root directory");
        }
        Deque<Path> missing = new ArrayDeque<>();
        for (Path d = directory; d != null && !Files.exists(d); d = d.getParent()) {
            missing.addLast(d);
        }
        missing.descendingIterator().forEachRemaining(d -> FileCalls.makeDirectory(d.toString(), 0755));
        return missing;
    }
}
