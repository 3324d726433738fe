package io.crj.engine.interop;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.TreeOptions;
import io.crj.engine.hold.HoldMethod;
import io.crj.engine.hold.TreeHold;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Keeps a tree frozen until it is killed, or dumps again and again and kills itself. */
final class JournalledDump {

    private static final String FROZEN = "frozen";

    private static final ImageSink NOWHERE = new ImageSink() {
        @Override
        public void file(String name, byte[] content) {}

        @Override
        public void pages(PageSpace space, long address, ByteBuffer pages) {}

        @Override
        public void present(PageSpace space, long[] startEndPairs) {}

        @Override
        public void endOfRound(int number) {}

        @Override
        public void endOfImage() {}
    };

    private JournalledDump() {}

    /** Runs until the tree is frozen and dumped, to DIRECTORY/image0. */
    static Mortal freeze(int pid, Path directory, HoldMethod method) throws IOException, InterruptedException {
        return start(FROZEN, pid, directory, method);
    }

    /**
     * Dumps and lets run again and again, and dies in the middle of it, at a moment that depends on {@code seed}; on return
     * it has.
     */
    static void die(int pid, Path directory, HoldMethod method, long seed) throws IOException, InterruptedException {
        try (Mortal dump = start(Long.toString(seed), pid, directory, method)) {
            dump.awaitEnd();
        }
    }

    private static Mortal start(String mode, int pid, Path directory, HoldMethod method)
            throws IOException, InterruptedException {
        Mortal dump = Mortal.start(
                JournalledDump.class, directory, mode, Integer.toString(pid), directory.toString(), method.name());
        dump.awaitLine(FROZEN);
        return dump;
    }

    /** Where its notes are. */
    static Path journal(Path directory) {
        return directory.resolve("journal");
    }

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[2]);
        DumpOptions options = DumpOptions.of(Integer.parseInt(arguments[1]))
                .withTree(TreeOptions.builder().tcpEstablished(true).build())
                .withNetworkLock(NetworkLockMethod.SKIP)
                .withHold(HoldMethod.valueOf(arguments[3]));
        LineJournal journal = new LineJournal(journal(directory));
        if (arguments[0].equals(FROZEN)) {
            try (Dumper dumper = Dumpers.open(options, Hooks.NONE, journal)) {
                freeze(dumper, directory.resolve("image0"));
            }
        } else {
            dieSomewhere(options, journal, new Random(Long.parseLong(arguments[0])));
        }
    }

    /** One time of several is begun by a round, which stops the program as well. */
    private static void dieSomewhere(DumpOptions options, Journal journal, Random random) throws IOException {
        Fate fate = new Fate(random, random.nextInt(4) == 0);
        Journal watched = effect -> {
            Journal.Entry entry = journal.note(effect);
            fate.at(effect.kind().equals(TreeHold.KIND));
            return entry;
        };
        while (true) {
            fate.next();
            try (Dumper dumper = Dumpers.open(options, Hooks.NONE, watched)) {
                dumper.preDump(NOWHERE);
                dumper.dump(NOWHERE);
                if (fate.round == 1) {
                    Mortal.say(FROZEN);
                }
            }
        }
    }

    /** Lets some rounds pass, and then this process for some part of the time that such a round takes. */
    private static final class Fate {

        private static final int ROUNDS = 4;

        private final Random random;
        private final boolean early;
        private int round;
        private long beginNanos;
        private long lengthNanos;

        Fate(Random random, boolean early) {
            this.random = random;
            this.early = early;
        }

        void next() {
            lengthNanos = System.nanoTime() - beginNanos;
            round++;
            at(early);
        }

        /** @param begins whether what is dangerous begins here */
        void at(boolean begins) {
            if (!begins) {
                return;
            }
            beginNanos = System.nanoTime();
            if (round == ROUNDS) {
                long nanos = (long) (random.nextDouble() * lengthNanos);
                Thread end = new Thread(() -> {
                    LockSupport.parkNanos(nanos);
                    ProcessCalls.kill((int) ProcessHandle.current().pid(), Signals.SIGKILL);
                });
                end.setDaemon(true);
                end.start();
            }
        }
    }

    private static void freeze(Dumper dumper, Path directory) throws Exception {
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            dumper.dump(image);
        }
        Mortal.say(FROZEN);
        Thread.sleep(Long.MAX_VALUE);
    }
}
