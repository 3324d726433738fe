package io.crj.engine.resource.tty;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.journal.Spool;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Queues of a terminal whose reader dies at some moment between taking and giving back. */
class FrozenPtyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String TYPED = "one\ntwo\nunfinished";

    private final Path file = Spool.name();
    private Fd master;
    private Fd slave;
    private FrozenPty.Settings settings;

    @BeforeEach
    void fillAPair() {
        int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
        master = FileCalls.open("/dev/ptmx", flags, 0);
        TerminalCalls.setNumber(master, TtyIoctls.TIOCSPTLCK, 0);
        slave = TerminalCalls.openPeer(master, flags);
        FileCalls.writeFully(master, TYPED.getBytes(StandardCharsets.US_ASCII));
        TerminalCalls.poll(slave, Poll.POLLIN, PATIENCE);
        TerminalCalls.poll(master, Poll.POLLIN, PATIENCE);
        FileCalls.writeFully(slave, "a screen".getBytes(StandardCharsets.US_ASCII));
        settings = FrozenPty.Settings.of(master);
    }

    @AfterEach
    void closePair() {
        slave.close();
        master.close();
        Spool.delete(file.toString());
    }

    private FrozenPty pty(QueueSpool spool) {
        return new FrozenPty(master, Optional.of(slave), settings, spool);
    }

    /** Somebody who finds the spool and knows nothing else. */
    private void recover() {
        pty(QueueSpool.open(file.toString()).orElseThrow()).recover();
        pty(QueueSpool.open(file.toString()).orElseThrow()).recover();
    }

    private void assertAsBefore() {
        assertThat(TerminalCalls.modes(master)).isEqualTo(settings.modes());
        Path again = Spool.name();
        FrozenPty found = pty(QueueSpool.create(again));
        found.take();
        Spool.delete(again.toString());
        assertThat(new String(found.input().bytes(), StandardCharsets.US_ASCII)).isEqualTo(TYPED);
        assertThat(found.input().ends()).isEmpty();
        assertThat(new String(found.output().bytes(), StandardCharsets.US_ASCII))
                .contains("one\r\n", "unfinished", "a screen");
    }

    @Test
    void shouldGiveBackWhatWasTakenInPart() {
        QueueSpool spool = QueueSpool.create(file);
        spool.raw(QueueSpool.Side.OUTPUT);
        spool.read(QueueSpool.Side.OUTPUT, master);
        spool.read(QueueSpool.Side.INPUT, slave);

        recover();

        assertAsBefore();
    }

    @Test
    void shouldGiveBackWhatWasReadAndNotCounted() {
        QueueSpool spool = QueueSpool.create(file);
        spool.raw(QueueSpool.Side.OUTPUT);
        spool.read(QueueSpool.Side.OUTPUT, master);
        spool.read(QueueSpool.Side.INPUT, slave);
        spool.forgetLast(QueueSpool.Side.INPUT);
        spool.forgetLast(QueueSpool.Side.OUTPUT);

        recover();

        assertAsBefore();
    }

    @Test
    void shouldGiveBackWhatWasGivenBackInPart() {
        QueueSpool spool = QueueSpool.create(file);
        FrozenPty pty = pty(spool);
        pty.take();
        FileCalls.writeFully(master, "one\ntw".getBytes(StandardCharsets.US_ASCII));
        TerminalCalls.poll(slave, Poll.POLLIN, PATIENCE);
        TerminalCalls.poll(master, Poll.POLLIN, PATIENCE);
        spool.is(QueueSpool.State.REFILLING);

        recover();

        assertAsBefore();
    }

    @Test
    void shouldNotGiveBackTwice() {
        FrozenPty pty = pty(QueueSpool.create(file));
        pty.take();
        pty.putBack();

        recover();

        assertAsBefore();
    }
}
