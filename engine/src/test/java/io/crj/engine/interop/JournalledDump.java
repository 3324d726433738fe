package io.crj.engine.interop;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.Dumpers;
import io.crj.engine.TreeOptions;
import io.crj.engine.hold.HoldMethod;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JVM that dumps again and again, or keeps the tree frozen, until it is killed. */
final class JournalledDump implements AutoCloseable {

    private static final String FROZEN = "frozen";

    private final Process process;

    private JournalledDump(Process process) {
        this.process = process;
    }

    /** Runs until the tree is frozen and dumped. */
    static JournalledDump freeze(int pid, Path directory, HoldMethod method) throws IOException {
        JournalledDump dump = new JournalledDump(start("freeze", pid, directory, method));
        dump.awaitLine(FROZEN);
        return dump;
    }

    /** Dumps and lets run, again and again; on return the first time is over. */
    static JournalledDump loop(int pid, Path directory, HoldMethod method) throws IOException {
        JournalledDump dump = new JournalledDump(start("loop", pid, directory, method));
        dump.awaitLine(FROZEN);
        return dump;
    }

    /** Where its notes are. */
    static Path journal(Path directory) {
        return directory.resolve("journal");
    }

    private static Process start(String mode, int pid, Path directory, HoldMethod method) throws IOException {
        List<String> command = new ArrayList<>(Crj.command());
        command.set(command.size() - 1, JournalledDump.class.getName());
        command.addAll(List.of(mode, Integer.toString(pid), directory.toString(), method.name()));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("dump.err").toFile())
                .start();
    }

    private void awaitLine(String wanted) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = process.getInputStream().read();
        while (c >= 0 && !line.toString().equals(wanted)) {
            line.append((char) c);
            c = process.getInputStream().read();
        }
        if (c < 0) {
            throw new IllegalStateException("the dump ended: " + line + ", exit code " + process.exitValue());
        }
    }

    /** Its end, without warning; on return all its threads are gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws Exception {
        boolean again = arguments[0].equals("loop");
        Path directory = Path.of(arguments[2]);
        DumpOptions options = DumpOptions.of(Integer.parseInt(arguments[1]))
                .withTree(TreeOptions.builder().tcpEstablished(true).build())
                .withNetworkLock(NetworkLockMethod.SKIP)
                .withHold(HoldMethod.valueOf(arguments[3]));
        LineJournal journal = new LineJournal(journal(directory));
        int round = 0;
        do {
            Dumper dumper = Dumpers.open(options, Hooks.NONE, journal);
            try (ImageDirectory image =
                    ImageDirectory.create(directory.resolve("image" + round++ % 8), Optional.empty())) {
                dumper.dump(image);
                System.out.write((FROZEN + "\n").getBytes(StandardCharsets.UTF_8));
                System.out.flush();
            }
            if (!again) {
                Thread.sleep(Long.MAX_VALUE);
            }
            dumper.close();
        } while (true);
    }
}
