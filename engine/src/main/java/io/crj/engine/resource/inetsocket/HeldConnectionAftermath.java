package io.crj.engine.resource.inetsocket;

import com.google.protobuf.InvalidProtocolBufferException;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.Spool;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.NotedDescriptor;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** A connection of a finished tree that has not run yet: in repair mode, with bytes still to be sent. */
public final class HeldConnectionAftermath implements Aftermath {

    public static final String KIND = "held-connection";

    private static final String ENTRY = "entry";
    private static final String UNSENT = "unsent";
    private static final String SPOOL = "spool";
    private static final String BEGIN = "begin";
    private static final String FIN_SEQUENCE = "fin-sequence";
    private static final String FIN_ACKNOWLEDGED = "fin-acknowledged";
    private static final String FIN_WINDOW = "fin-window";

    /** @param spool file that holds, or will hold, what is to be sent; any text when that is nothing */
    static SideEffect effect(NotedDescriptor socket, InetSkEntry entry, Unsent unsent, PeerFin fin, String spool) {
        return socket.effect(
                KIND,
                Map.of(
                        ENTRY,
                        Base64.getEncoder().encodeToString(entry.toByteArray()),
                        UNSENT,
                        Integer.toString(unsent.bytes().length),
                        BEGIN,
                        Integer.toString(unsent.begin()),
                        SPOOL,
                        spool,
                        FIN_SEQUENCE,
                        Integer.toString(fin.sequence()),
                        FIN_ACKNOWLEDGED,
                        Integer.toString(fin.acknowledged()),
                        FIN_WINDOW,
                        Integer.toString(fin.window())));
    }

    /** Who held the connection is gone, and so it is. */
    @Override
    public void undo(Map<String, String> facts) {
        if (SideEffect.number(facts, UNSENT) != 0) {
            Spool.delete(SideEffect.fact(facts, SPOOL));
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        Optional<Fd> socket = NotedDescriptor.read(facts).open();
        if (socket.isPresent()) {
            try (Fd open = socket.get()) {
                InetSkEntry entry = entry(facts);
                PendingConnection.resume(open, entry, unsent(open, facts), fin(entry, facts));
            }
        }
        undo(facts);
    }

    /** Once all was sent the file may be gone. */
    private static Unsent unsent(Fd socket, Map<String, String> facts) {
        int begin = (int) SideEffect.number(facts, BEGIN);
        int length = (int) SideEffect.number(facts, UNSENT);
        int sent = TcpRepair.sent(socket, begin);
        if (length == 0 || sent >= length) {
            return new Unsent(begin, new byte[0]);
        }
        String spool = SideEffect.fact(facts, SPOOL);
        byte[] bytes = Spool.read(spool)
                .filter(all -> all.length == length)
                .orElseThrow(() -> new EngineException(
                        spool + ", with " + length + " bytes that a connection has still to send, is not whole"));
        return new Unsent(begin, bytes);
    }

    private static PeerFin fin(InetSkEntry entry, Map<String, String> facts) {
        return new PeerFin(
                ImageEndpoints.remote(entry),
                ImageEndpoints.local(entry),
                (int) SideEffect.number(facts, FIN_SEQUENCE),
                (int) SideEffect.number(facts, FIN_ACKNOWLEDGED),
                (int) SideEffect.number(facts, FIN_WINDOW));
    }

    private static InetSkEntry entry(Map<String, String> facts) {
        try {
            return InetSkEntry.parseFrom(Base64.getDecoder().decode(SideEffect.fact(facts, ENTRY)));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new EngineException("the journal's entry about a connection cannot be read: " + e.getMessage(), e);
        }
    }
}
