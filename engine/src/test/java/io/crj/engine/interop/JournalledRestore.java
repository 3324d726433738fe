package io.crj.engine.interop;

import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageReader;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.file.Path;

/** Builds a tree until it is complete, and then waits to be killed. */
final class JournalledRestore {

    private static final String COMPLETE = "complete";

    private JournalledRestore() {}

    static Mortal complete(Path image, Path directory) throws IOException, InterruptedException {
        Mortal restore = Mortal.start(JournalledRestore.class, directory, image.toString(), directory.toString());
        restore.awaitLine(COMPLETE);
        return restore;
    }

    /** Where its notes are. */
    static Path journal(Path directory) {
        return directory.resolve("journal-of-restore");
    }

    public static void main(String[] arguments) throws Exception {
        LineJournal journal = new LineJournal(journal(Path.of(arguments[1])));
        RestoreOptions options =
                RestoreOptions.of("crj-test-" + ProcessHandle.current().pid());
        try (ImageReader image = ImageReader.open(Path.of(arguments[0]));
                Restorer restorer = Restorers.open(options, Hooks.NONE, journal)) {
            image.play(restorer);
            restorer.complete();
            Mortal.say(COMPLETE);
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
