package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A journal in a file of its own, which only grows: one write(2) a note, nothing waits for a disk.
 *
 * <pre>
 *   header           who keeps it, see {@link JournalHeader}
 *   + NUMBER NOTE    {@link SideEffectCodec}
 *   - NUMBER         that note is gone
 *   ! committed      from here on what is left is to be completed, not undone
 *   ! aborted        from here on undone again
 * </pre>
 *
 * Every line as {@link JournalLines} has it.
 */
public final class FileJournal implements Journal, AutoCloseable {

    static final String COMMITTED = "! committed";
    static final String ABORTED = "! aborted";

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path file;
    private final FileChannel channel;
    private int notes;
    private int open;

    private FileJournal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Begins one for this process; the directory is there. */
    public static FileJournal create(Path file) {
        try {
            FileChannel channel = FileChannel.open(
                    file, APPEND, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            FileJournal journal = new FileJournal(file, channel);
            journal.append(SideEffectCodec.encode(JournalHeader.ofThisProcess().toLine()));
            return journal;
        } catch (IOException e) {
            throw new EngineException("cannot begin the journal " + file + ": " + e, e);
        }
    }

    @Override
    public synchronized Entry note(SideEffect effect) {
        int number = ++notes;
        append("+ " + number + " " + SideEffectCodec.encode(effect));
        open++;
        return new Entry() {
            private boolean gone;

            @Override
            public void gone() {
                if (!gone) {
                    gone = true;
                    settle(number);
                }
            }
        };
    }

    /** Whether anything is noted that is not gone. */
    public synchronized boolean hasNotes() {
        return open > 0;
    }

    private synchronized void settle(int number) {
        open--;
        if (channel.isOpen()) {
            append("- " + number);
        }
    }

    /** Should this process die: what is noted is to be completed from now on. */
    public synchronized void committed() {
        append(COMMITTED);
    }

    /** It came to nothing after all. */
    public synchronized void aborted() {
        append(ABORTED);
    }

    private void append(String text) {
        try {
            ByteBuffer line = ByteBuffer.wrap(JournalLines.encode(text));
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new EngineException("cannot write to the journal " + file + ": " + e, e);
        }
    }

    /** With nothing left to be done the file goes; else it stays for a janitor. */
    @Override
    public synchronized void close() {
        try {
            if (open == 0) {
                Files.deleteIfExists(file);
            }
            channel.close();
        } catch (IOException e) {
            throw new EngineException("cannot close the journal " + file + ": " + e, e);
        }
    }
}
