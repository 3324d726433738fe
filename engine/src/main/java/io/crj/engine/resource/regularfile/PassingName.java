package io.crj.engine.resource.regularfile;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.JournalScope;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.TreeRoot;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** A name that a file has for a moment only, so that links of /proc show it as before: with its name, deleted. */
final class PassingName {

    private static final Journal.Entry NOTHING = () -> {};

    private PassingName() {}

    /**
     * Opens a file under a name that is gone again on return.
     *
     * @param path the name, below {@code root}; another one beside it if somebody has taken it
     * @param maker gives the file the name it is called with; fails with EEXIST when that is taken
     * @return open for its place only (O_PATH), the caller's
     */
    static Fd open(TreeRoot root, String path, Consumer<String> maker, Journal journal) {
        return open(root, path, maker, file -> {}, journal);
    }

    /**
     * The same.
     *
     * @param named is shown the file while it has the name
     */
    static Fd open(TreeRoot root, String path, Consumer<String> maker, Consumer<Fd> named, Journal journal) {
        JournalScope passing = new JournalScope(journal);
        Deque<String> made = makeDirectories(root, path, passing);
        try {
            return openIn(root, path, maker, named, passing);
        } finally {
            made.forEach(directory -> FileCalls.removeDirectory(root.reach(directory)));
            passing.settle();
        }
    }

    private static Fd openIn(TreeRoot root, String path, Consumer<String> maker, Consumer<Fd> named, Journal journal) {
        String name = makeFree(root, path, maker, journal);
        Fd file = FileCalls.open(name, Fcntl.O_PATH | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
        try {
            try {
                named.accept(file);
            } finally {
                remove(file, name);
            }
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    private static void remove(Fd file, String name) {
        if (FileCalls.stat(file).isDirectory()) {
            FileCalls.removeDirectory(name);
        } else {
            FileCalls.unlink(name);
        }
    }

    private static String makeFree(TreeRoot root, String path, Consumer<String> maker, Journal journal) {
        String free = path;
        for (int i = 1; ; i++) {
            String name = root.reach(free);
            Journal.Entry entry = NOTHING;
            try {
                if (!Files.exists(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
                    entry = journal.note(MadeFileAftermath.effect(root.noted(free), false));
                }
                maker.accept(name);
                return name;
            } catch (SyscallException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                entry.gone();
                // Another file has taken the name since. It is not ours to move, so this one gets another.
                free = path + ".crj-" + i;
            }
        }
    }

    /** Makes those directories on the way to {@code path} that are missing; those made, innermost first. */
    static Deque<String> makeDirectories(TreeRoot root, String path, Journal journal) {
        Path directory = Path.of(path).getParent();
        if (directory == null) {
            throw new ImageFormatException(
                    ImageKind.FILES.fileName(0), "a file without a name had that of the root directory");
        }
        Deque<String> missing = new ArrayDeque<>();
        for (Path d = directory; d != null && !Files.exists(Path.of(root.reach(d.toString()))); d = d.getParent()) {
            missing.addLast(d.toString());
        }
        missing.descendingIterator().forEachRemaining(d -> {
            journal.note(MadeFileAftermath.effect(root.noted(d), false));
            FileCalls.makeDirectory(root.reach(d), 0755);
        });
        return missing;
    }
}
