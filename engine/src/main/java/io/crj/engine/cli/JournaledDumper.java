package io.crj.engine.cli;

import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.RoundStats;
import io.crj.engine.TreeReport;
import io.crj.engine.image.ImageSink;
import io.crj.engine.journal.FileJournal;

/** A dumper with a journal of its own: killed before {@link #reap} it is undone, after it completed. */
final class JournaledDumper implements Dumper {

    private final Dumper dumper;
    private final FileJournal journal;
    private final Successor successor;

    JournaledDumper(Dumper dumper, FileJournal journal) {
        this.dumper = dumper;
        this.journal = journal;
        this.successor = new Successor(journal);
    }

    @Override
    public TreeReport report() {
        return dumper.report();
    }

    @Override
    public RoundStats preDump(ImageSink sink) {
        return dumper.preDump(sink);
    }

    @Override
    public DumpStats dump(ImageSink sink) {
        return dumper.dump(sink);
    }

    @Override
    public void resume() {
        dumper.resume();
    }

    @Override
    public void reap() {
        journal.committed();
        dumper.reap();
    }

    @Override
    public void close() {
        try (successor;
                journal) {
            dumper.close();
        }
    }
}
