package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journals of one directory, one for each run of crj; undoes what runs that died have left. */
public final class Janitor {

    /** Journals of the {@code crj} command; what is in them ends with the kernel, as this directory does. */
    public static final Path OF_THIS_HOST = RunDirectory.path().resolve("journal");

    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);

    private static final long FIRST_LINE_MILLIS = 60_000;

    private final Path directory;

    public Janitor(Path directory) {
        this.directory = directory;
    }

    /** What was found and what became of it, for people. */
    public record Report(List<String> done, List<String> failed) {}

    /** Begins a journal for this process. */
    public FileJournal begin() {
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            JournalHeader here = JournalHeader.ofThisProcess();
            String name = here.maker().toString().replace(' ', '-') + "-" + System.nanoTime();
            return FileJournal.create(directory.resolve(name));
        } catch (IOException e) {
            throw new EngineException("cannot make " + directory + ": " + e, e);
        }
    }

    /** Undoes, or completes if they got so far, all runs whose process has ended; those of another network or pid namespace stay. */
    public Report clean() {
        Report report = new Report(new ArrayList<>(), new ArrayList<>());
        if (!Files.isDirectory(directory)) {
            return report;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                clean(file, report);
            }
        } catch (IOException e) {
            throw new EngineException("cannot read " + directory + ": " + e, e);
        }
        return report;
    }

    private void clean(Path file, Report report) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null && Files.exists(file)) {
                cleanLocked(file, report);
            }
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            LOG.debug("another janitor cleans up {}", file);
        } catch (IOException | EngineException e) {
            report.failed().add(file + ": " + e.getMessage());
        }
    }

    private static void cleanLocked(Path file, Report report) throws IOException {
        Optional<JournalFile> journal = JournalFile.read(file);
        if (journal.isEmpty()) {
            // Of a process that is just about to write its first line, or that has died there.
            if (System.currentTimeMillis() - Files.getLastModifiedTime(file).toMillis() > FIRST_LINE_MILLIS) {
                Files.delete(file);
            }
            return;
        }
        JournalHeader header = journal.get().header();
        if (!header.isSameView() || header.isMakerAlive()) {
            return;
        }
        List<SideEffect> open = journal.get().open();
        List<SideEffect> left = recover(journal.get(), report);
        String what = journal.get().isCommitted() ? "completed: " : "undone: ";
        open.stream().filter(effect -> !left.contains(effect)).forEach(effect -> report.done()
                .add(what + effect));
        if (left.isEmpty()) {
            Files.delete(file);
        }
    }

    /** What is left. */
    private static List<SideEffect> recover(JournalFile journal, Report report) {
        Recovery all = Recovery.of(journal.open());
        Recovery recovery = journal.header().isOfThisKernel() ? all : all.afterRestartOfHost();
        try {
            if (journal.isCommitted()) {
                recovery.complete();
            } else {
                recovery.undo();
            }
            return List.of();
        } catch (RecoveryException e) {
            report.failed().add(e.getMessage());
            return e.left();
        }
    }
}
