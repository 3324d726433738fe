package io.crj.engine.interop;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.TreeOptions;
import io.crj.engine.hold.HoldMethod;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** Dumps again and again, or keeps the tree frozen, until it is killed. */
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
        return start("freeze", pid, directory, method);
    }

    /** Dumps and lets run, again and again; on return the first time is over. */
    static Mortal loop(int pid, Path directory, HoldMethod method) throws IOException, InterruptedException {
        return start("loop", pid, directory, method);
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
        boolean again = arguments[0].equals("loop");
        Path directory = Path.of(arguments[2]);
        DumpOptions options = DumpOptions.of(Integer.parseInt(arguments[1]))
                .withTree(TreeOptions.builder().tcpEstablished(true).build())
                .withNetworkLock(NetworkLockMethod.SKIP)
                .withHold(HoldMethod.valueOf(arguments[3]));
        LineJournal journal = new LineJournal(journal(directory));
        do {
            try (Dumper dumper = Dumpers.open(options, Hooks.NONE, journal)) {
                if (again) {
                    dumper.preDump(NOWHERE);
                    dumper.dump(NOWHERE);
                    Mortal.say(FROZEN);
                } else {
                    freeze(dumper, directory.resolve("image0"));
                }
            }
        } while (true);
    }

    private static void freeze(Dumper dumper, Path directory) throws Exception {
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            dumper.dump(image);
        }
        Mortal.say(FROZEN);
        Thread.sleep(Long.MAX_VALUE);
    }
}
