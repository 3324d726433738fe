package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.FileJournal;
import io.crj.engine.journal.Janitor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine in this very process, each operation with a journal; what killed ones have left goes first. */
final class LocalEngine implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);

    private final Janitor janitor = new Janitor(Janitor.OF_THIS_HOST);

    @Override
    public Dumper dumper(DumpOptions options, Hooks hooks) {
        FileJournal journal = begin();
        try {
            return new JournaledDumper(Dumpers.open(options, hooks, journal), journal);
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    @Override
    public Restorer restorer(RestoreOptions options, Hooks hooks) {
        FileJournal journal = begin();
        try {
            return new JournaledRestorer(Restorers.open(options, hooks, journal), journal);
        } catch (RuntimeException | Error e) {
            journal.close();
            throw e;
        }
    }

    private FileJournal begin() {
        Janitor.Report report = janitor.clean();
        report.done().forEach(what -> LOG.info("left by a command that was killed, {}", what));
        report.failed().forEach(what -> LOG.warn("left by a command that was killed, and still there: {}", what));
        return janitor.begin();
    }
}
