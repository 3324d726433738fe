package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Tcp.TCP_REPAIR_OFF_NO_WP;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.NotedDescriptor;
import java.util.Map;
import java.util.Optional;

/** A connection of the dumped tree that is in repair mode. */
public final class TcpRepairAftermath implements Aftermath {

    public static final String KIND = "tcp-repair";

    private static final String REUSE = "reuse";

    static SideEffect effect(NotedDescriptor socket, boolean reuseAddress) {
        return socket.effect(KIND, Map.of(REUSE, Boolean.toString(reuseAddress)));
    }

    @Override
    public void undo(Map<String, String> facts) {
        Optional<Fd> socket = NotedDescriptor.read(facts).open();
        if (socket.isPresent()) {
            try (Fd open = socket.get()) {
                TcpRepair.leave(open, TCP_REPAIR_OFF_NO_WP, Boolean.parseBoolean(SideEffect.fact(facts, REUSE)));
            }
        }
    }

    /** It ended with its process, silently. */
    @Override
    public void complete(Map<String, String> facts) {}
}
