package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Temporary names that dumps of this host have made and are not done with; a file for each, written before the name is made.
 *
 * <p>A dump that dies leaves its records behind, and {@link #clean()} what they name.
 */
public final class LinkRecords {

    public static final LinkRecords OF_THIS_HOST = new LinkRecords(Path.of("/run/crj/link-remap"));

    private final Path directory;

    LinkRecords(Path directory) {
        this.directory = directory;
    }

    /** @return the record, for {@link #forget} */
    Path write(LinkRecord record) {
        try {
            Files.createDirectories(directory);
            String name = UUID.randomUUID().toString();
            Path begun = Files.writeString(directory.resolve("." + name), record.toText(), StandardCharsets.UTF_8);
            return Files.move(begun, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EngineException("cannot write down a temporary name in " + directory + ": " + e, e);
        }
    }

    static void forget(Path record) {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            throw new EngineException("cannot remove " + record + ": " + e, e);
        }
    }

    /**
     * Removes the temporary names of dumps that died on the way, and their records.
     *
     * @return the names removed
     */
    public List<String> clean() {
        List<String> removed = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return removed;
        }
        try (DirectoryStream<Path> records = Files.newDirectoryStream(directory, "[!.]*")) {
            for (Path file : records) {
                clean(file).ifPresent(removed::add);
            }
        } catch (IOException e) {
            throw new EngineException("cannot read " + directory + ": " + e, e);
        }
        return removed;
    }

    private static Optional<String> clean(Path file) throws IOException {
        Optional<LinkRecord> parsed = LinkRecord.parse(Files.readString(file, StandardCharsets.UTF_8));
        boolean inUse = parsed.filter(record -> !record.host().equals(LinkRecord.thisHost())
                        || record.maker().isAlive())
                .isPresent();
        if (inUse) {
            return Optional.empty();
        }
        Optional<String> removed = parsed.filter(LinkRecords::remove).map(LinkRecord::path);
        forget(file);
        return removed;
    }

    /** Only the very file that was linked goes, and only a name as dumps give them. */
    private static boolean remove(LinkRecord record) {
        String path = record.reachablePath();
        try {
            FileStat found = PathCalls.statOfName(path);
            boolean ours = found.device() == record.device()
                    && found.inode() == record.inode()
                    && DumpedLinks.isLinkName(record.path());
            if (ours) {
                FileCalls.unlink(path);
            }
            return ours;
        } catch (SyscallException e) {
            return false;
        }
    }
}
