package io.crj.engine.resource;

import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_PEEK_OFF;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import java.util.Map;
import java.util.Optional;

/** A socket of the dumped tree from whose queue we look, for a moment, at another place than its process does. */
public final class PeekOffsetAftermath implements Aftermath {

    public static final String KIND = "peek-offset";

    private static final String OFFSET = "offset";

    /** @param offset what it was, and shall be again */
    public static SideEffect effect(NotedDescriptor socket, int offset) {
        return socket.effect(KIND, Map.of(OFFSET, Integer.toString(offset)));
    }

    @Override
    public void undo(Map<String, String> facts) {
        Optional<Fd> socket = NotedDescriptor.read(facts).open();
        if (socket.isPresent()) {
            try (Fd open = socket.get()) {
                SocketCalls.setInt(open, SOL_SOCKET, SO_PEEK_OFF, (int) SideEffect.number(facts, OFFSET));
            }
        }
    }

    /** It ended with its process. */
    @Override
    public void complete(Map<String, String> facts) {}
}
