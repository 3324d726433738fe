package io.crj.engine.resource.tty;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.NotedDescriptor;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The queues of a frozen tree's terminal, which were read: what was in them is in a {@link QueueSpool}. */
public final class TerminalQueuesAftermath implements Aftermath {

    public static final String KIND = "terminal-queues";

    private static final String SPOOL = "spool";
    private static final String SLAVE = "slave";
    private static final String MODES = "modes";
    private static final String LOCKED = "locked";
    private static final String PACKETS = "packets";

    static SideEffect effect(
            NotedDescriptor master, Optional<NotedDescriptor> slave, FrozenPty.Settings settings, String spool) {
        return master.effect(
                KIND,
                Map.of(
                        SPOOL,
                        spool,
                        SLAVE,
                        slave.map(NotedDescriptor::toText).orElse(""),
                        MODES,
                        Base64.getEncoder().encodeToString(settings.modes()),
                        LOCKED,
                        Base64.getEncoder().encodeToString(settings.lockedModes()),
                        PACKETS,
                        Boolean.toString(settings.packetMode())));
    }

    /** All is in the queues again, in its order; nobody reads them, for the tree still stands still. */
    @Override
    public void undo(Map<String, String> facts) {
        String file = SideEffect.fact(facts, SPOOL);
        Optional<QueueSpool> spool = QueueSpool.open(file);
        Optional<Fd> master = NotedDescriptor.read(facts).open();
        if (spool.isPresent() && master.isPresent()) {
            String slave = SideEffect.fact(facts, SLAVE);
            Optional<Fd> other = slave.isEmpty()
                    ? Optional.empty()
                    : NotedDescriptor.ofText(slave).open();
            try (Fd open = master.get()) {
                new FrozenPty(open, other, settings(facts), spool.get()).recover();
            } finally {
                other.ifPresent(Fd::close);
            }
        } else {
            master.ifPresent(Fd::close);
        }
        Spool.delete(file);
    }

    /** The image has it. */
    @Override
    public void complete(Map<String, String> facts) {
        Spool.delete(SideEffect.fact(facts, SPOOL));
    }

    private static FrozenPty.Settings settings(Map<String, String> facts) {
        return new FrozenPty.Settings(
                Base64.getDecoder().decode(SideEffect.fact(facts, MODES)),
                Base64.getDecoder().decode(SideEffect.fact(facts, LOCKED)),
                Boolean.parseBoolean(SideEffect.fact(facts, PACKETS)));
    }
}
