package io.crj.engine.cli;

import io.crj.engine.Restorer;
import io.crj.engine.image.PageSpace;
import io.crj.engine.journal.FileJournal;
import java.nio.ByteBuffer;

/** A restorer with a journal of its own: killed before {@link #resume} it is undone, after it completed. */
final class JournaledRestorer implements Restorer {

    private final Restorer restorer;
    private final FileJournal journal;
    private final Successor successor;

    JournaledRestorer(Restorer restorer, FileJournal journal) {
        this.restorer = restorer;
        this.journal = journal;
        this.successor = new Successor(journal);
    }

    @Override
    public void file(String name, byte[] content) {
        restorer.file(name, content);
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        restorer.pages(space, address, pages);
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        restorer.present(space, startEndPairs);
    }

    @Override
    public void endOfRound(int number) {
        restorer.endOfRound(number);
    }

    @Override
    public void endOfImage() {
        restorer.endOfImage();
    }

    @Override
    public void complete() {
        restorer.complete();
    }

    @Override
    public int resume() {
        journal.committed();
        try {
            return restorer.resume();
        } catch (RuntimeException | Error e) {
            journal.aborted();
            throw e;
        }
    }

    @Override
    public void close() {
        try (successor;
                journal) {
            restorer.close();
        }
    }
}
