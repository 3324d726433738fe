package io.crj.engine.interop;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.Restorers;
import io.crj.engine.TreeOptions;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageReader;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JVM that dumps or restores and dies, without a word, at the n-th word of its journal: when something is noted and not
 * yet done, or done and not yet gone. What was done between two words is there at the later one.
 */
final class KilledRun {

    static final int KILLED = 137;

    private static final TreeOptions OPTIONS =
            TreeOptions.builder().tcpEstablished(true).linkRemap(true).build();

    private KilledRun() {}

    /** What it is doing when it dies. */
    enum Doing {
        /** A dump, and then letting the tree run on. */
        DUMP,
        /** Ending a dumped tree; dies there, not before. */
        REAP,
        /** A restore, and then giving it up. */
        RESTORE,
        /** Letting a restored tree run; dies there, not before. */
        RESUME
    }

    /**
     * Runs until word {@code n}, from 1.
     *
     * @return whether it came so far; else it is done
     */
    static boolean dies(Doing doing, int n, int pid, Path image, Path journal) throws Exception {
        List<String> command = new ArrayList<>(Crj.command());
        command.set(command.size() - 1, KilledRun.class.getName());
        command.addAll(List.of(
                doing.name(), Integer.toString(n), Integer.toString(pid), image.toString(), journal.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(journal.resolveSibling("run.log").toFile())
                .start();
        int code = process.waitFor();
        if (code != 0 && code != KILLED) {
            throw new IllegalStateException(
                    doing + " " + n + " failed: " + Files.readString(journal.resolveSibling("run.log")));
        }
        return code == KILLED;
    }

    public static void main(String[] arguments) throws Exception {
        Doing doing = Doing.valueOf(arguments[0]);
        Fatal journal = new Fatal(new LineJournal(Path.of(arguments[4])), Integer.parseInt(arguments[1]));
        journal.counting = doing == Doing.DUMP || doing == Doing.RESTORE;
        Path image = Path.of(arguments[3]);
        if (doing == Doing.DUMP || doing == Doing.REAP) {
            dump(doing, DumpOptions.of(Integer.parseInt(arguments[2])), image, journal);
        } else {
            restore(doing, image, journal);
        }
    }

    private static void dump(Doing doing, DumpOptions options, Path image, Fatal journal) throws IOException {
        DumpOptions all = options.withTree(OPTIONS).withKeepLocked(true).withLockId("crj-killed");
        try (Dumper dumper = Dumpers.open(all, Hooks.NONE, journal);
                ImageDirectory sink = ImageDirectory.create(image, Optional.empty())) {
            dumper.dump(sink);
            journal.counting = true;
            if (doing == Doing.REAP) {
                dumper.reap();
            }
        }
    }

    private static void restore(Doing doing, Path image, Fatal journal) throws IOException {
        RestoreOptions options = RestoreOptions.of("crj-killed").withTree(OPTIONS);
        try (ImageReader reader = ImageReader.open(image);
                Restorer restorer = Restorers.open(options, Hooks.NONE, journal)) {
            reader.play(restorer);
            restorer.complete();
            journal.counting = true;
            if (doing == Doing.RESUME) {
                restorer.resume();
            }
        }
    }

    /** Ends this JVM at a certain word. */
    private static final class Fatal implements Journal {
        private final Journal journal;
        private int left;
        private volatile boolean counting;

        Fatal(Journal journal, int words) {
            this.journal = journal;
            this.left = words;
        }

        @Override
        public Entry note(SideEffect effect) {
            Entry entry = journal.note(effect);
            count();
            return () -> {
                count();
                entry.gone();
            };
        }

        private synchronized void count() {
            if (counting && --left == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }
}
