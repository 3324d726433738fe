package io.crj.agent.journal;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.JournalLines;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.SideEffectCodec;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One side of one migration, in a file that only grows until it has ended: states, and side effects that are not gone. One
 * write(2) a line, which survives the end of this process; states that have to survive the host's are waited for. What
 * fails to be written is taken back, so that no torn line hides those after it. Safe for use by many threads.
 */
public final class MigrationJournal implements Journal, AutoCloseable {

    static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Logger LOG = LoggerFactory.getLogger(MigrationJournal.class);

    /** Many times what most need. */
    private static final long RESERVED_BYTES = 64 << 10;

    private final Path path;
    private final MigrationHeader header;
    private FileChannel channel;
    private long wholeBytes;
    private final List<RecordedState> states = new ArrayList<>();
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<Integer, SideEffect> effects = new TreeMap<>();
    private int lastNumber;

    private MigrationJournal(Path path, MigrationHeader header, FileChannel channel) {
        this.path = path;
        this.header = header;
        this.channel = channel;
    }

    /** Begins one; on return it survives the host. */
    static MigrationJournal create(Path path, MigrationHeader header, RecordedState first) {
        try {
            FileChannel channel =
                    FileChannel.open(path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
            MigrationJournal journal = new MigrationJournal(path, header, channel);
            try {
                reserve(path);
                journal.append(SideEffectCodec.encode(header.toLine()));
                journal.record(first, true);
                journal.syncDirectory();
                return journal;
            } catch (IOException | RuntimeException failed) {
                channel.close();
                Files.deleteIfExists(path);
                throw failed;
            }
        } catch (IOException e) {
            throw new JournalException("cannot begin " + path + ": " + e, e);
        }
    }

    /** A disk that fills later must not keep a migration from saying how it ended. */
    private static void reserve(Path path) throws IOException {
        try (Fd file = FileCalls.open(path.toString(), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC, 0)) {
            FileCalls.reserve(file, RESERVED_BYTES);
        } catch (SyscallException full) {
            throw new IOException(full.getMessage(), full);
        }
    }

    /** Goes on with one of an agent that is gone. */
    static MigrationJournal reopen(Path path, MigrationFile found) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            channel.truncate(found.wholeBytes());
            MigrationJournal journal = new MigrationJournal(path, found.header(), channel);
            journal.wholeBytes = found.wholeBytes();
            journal.states.addAll(found.states());
            journal.facts.putAll(found.facts());
            journal.effects.putAll(found.effects());
            journal.lastNumber = found.lastNumber();
            return journal;
        } catch (IOException e) {
            throw new JournalException("cannot go on with " + path + ": " + e, e);
        }
    }

    public MigrationHeader header() {
        return header;
    }

    /** The last one. */
    public synchronized RecordedState state() {
        return states.get(states.size() - 1);
    }

    /** All of them, oldest first. */
    public synchronized List<RecordedState> states() {
        return List.copyOf(states);
    }

    /**
     * Adds a state.
     *
     * @param sync it has to survive the host
     * @throws JournalException when it is not certain to survive; it may do so all the same
     */
    public synchronized void record(RecordedState state, boolean sync) {
        append(MigrationFile.STATE + SideEffectCodec.encode(state.toLine()));
        try {
            if (sync) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw new JournalException("cannot write " + path + ": " + e, e);
        }
        states.add(state);
    }

    /** Something that was learnt and is needed after a crash. */
    public synchronized void remember(String name, String value) {
        append(MigrationFile.FACT + SideEffectCodec.encode(SideEffect.of("fact", name, value)));
        facts.put(name, value);
    }

    /** What {@link #remember} was told last; empty when it was not. */
    public synchronized String fact(String name) {
        return facts.getOrDefault(name, "");
    }

    @Override
    public synchronized Entry note(SideEffect effect) {
        int number = ++lastNumber;
        append(MigrationFile.EFFECT + number + " " + SideEffectCodec.encode(effect));
        effects.put(number, effect);
        return () -> gone(number);
    }

    /** What is not gone, oldest first. */
    public synchronized List<SideEffect> effects() {
        return List.copyOf(effects.values());
    }

    /** All of it was undone or completed. */
    public synchronized void allGone() {
        List.copyOf(effects.keySet()).forEach(this::gone);
    }

    private synchronized void gone(int number) {
        if (effects.remove(number) == null) {
            return;
        }
        try {
            append(MigrationFile.GONE + number);
        } catch (JournalException unwritten) {
            // It will be undone once more, which does no harm.
            LOG.warn("migration {}: {}", header.id(), unwritten.getMessage());
        }
    }

    /** It has ended and nothing of it is left to be done: only how it ended is kept. */
    public synchronized void compact() {
        Path shorter = path.resolveSibling(header.id() + MigrationStore.UNFINISHED);
        try {
            Files.deleteIfExists(shorter);
            FileChannel fresh =
                    FileChannel.open(shorter, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE);
            FileChannel old = channel;
            long oldBytes = wholeBytes;
            channel = fresh;
            wholeBytes = 0;
            try {
                append(SideEffectCodec.encode(header.withoutOrder().toLine()));
                append(MigrationFile.STATE + SideEffectCodec.encode(state().toLine()));
                fresh.force(false);
                Files.move(shorter, path, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException failed) {
                channel = old;
                wholeBytes = oldBytes;
                fresh.close();
                Files.deleteIfExists(shorter);
                throw failed;
            }
            old.close();
            effects.clear();
            facts.clear();
            syncDirectory();
        } catch (IOException | RuntimeException failed) {
            LOG.warn("migration {}: its journal stays as long as it is: {}", header.id(), failed.toString());
        }
    }

    private void append(String text) {
        ByteBuffer line = ByteBuffer.wrap(JournalLines.encode(text));
        int length = line.remaining();
        try {
            long at = wholeBytes;
            while (line.hasRemaining()) {
                at += channel.write(line, at);
            }
            wholeBytes += length;
        } catch (IOException e) {
            takeBack();
            throw new JournalException("cannot write " + path + ": " + e, e);
        }
    }

    /** The next line is written over what is left of this one in any case. */
    private void takeBack() {
        try {
            channel.truncate(wholeBytes);
        } catch (IOException also) {
            LOG.debug("journal {}", path, also);
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** The file stays. */
    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("journal {}", path, e);
        }
    }
}
