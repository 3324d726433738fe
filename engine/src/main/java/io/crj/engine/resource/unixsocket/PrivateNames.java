package io.crj.engine.resource.unixsocket;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.UnixName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Binds sockets to paths that nobody sees: each below a root directory of its own, which is gone in the end.
 *
 * <p>For names that have no file any more, and for the names that accepted connections share with their listener.
 */
final class PrivateNames implements AutoCloseable {

    private final Journal journal;
    private Path base;
    private Journal.Entry entry;
    private SideEffect effect;
    private int count;

    PrivateNames(Journal journal) {
        this.journal = journal;
    }

    /**
     * @param directory what a relative name counts from; empty for absolute ones
     * @return from where the name can be reached until this is closed
     */
    Place bind(Fd fd, UnixName name, String directory) {
        Place place = make(name, directory);
        place.bind(fd, name);
        return place;
    }

    private Place make(UnixName name, String directory) {
        Path working = Path.of("/", directory).normalize();
        try {
            if (base == null) {
                base = Path.of(System.getProperty("java.io.tmpdir"), "crj-unix-" + UUID.randomUUID());
                effect = PrivateNamesAftermath.effect(base);
                entry = journal.note(effect);
                Files.createDirectory(
                        base, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path root = base.resolve(Integer.toString(count++));
            below(root, working);
            below(root, working.resolve(name.path()).getParent());
            return new Place(root.toString(), working.toString(), true);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8: " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever walks along the path, also one that goes back ({@code ..}), finds a directory at each step. */
    private static void below(Path root, Path absolute) throws IOException {
        if (absolute == null) {
            throw new IOException("a socket cannot have the name of the root directory");
        }
        Path at = root;
        Files.createDirectories(at);
        for (Path part : absolute) {
            String word = part.toString();
            if (word.equals("..")) {
                at = at.equals(root) ? root : at.getParent();
            } else if (!word.equals(".")) {
                at = at.resolve(part);
                Files.createDirectories(at);
            }
        }
    }

    @Override
    public void close() {
        if (base == null) {
            return;
        }
        new PrivateNamesAftermath().undo(effect.facts());
        entry.gone();
        base = null;
    }
}
