package io.crj.engine.resource.tty;

import io.crj.engine.image.proto.TtyType;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The numbers that terminals have in an image: a pair's index doubled, one more for the master, as CRIU has them. */
final class TtyIds {

    /** CRIU's number for /dev/tty; it knows only one. */
    private static final int CURRENT = 2012;

    private static final int FURTHER_CURRENT = 1 << 28;
    private static final int HUNG_UP = 1 << 29;
    private static final int FURTHER_OF_THE_HOST = 1 << 27;
    /** CRIU's numbers; it takes all virtual consoles for one, and so all serial lines. */
    private static final Map<TtyType, Integer> OF_THE_HOST =
            Map.of(TtyType.CONSOLE, 2004, TtyType.VT, 2008, TtyType.SERIAL, 2020);

    private final Map<Integer, Integer> currentBySession = new HashMap<>();
    private final Map<TtyType, Integer> firstOfTheHost = new EnumMap<>(TtyType.class);

    /** @param session of a /dev/tty */
    int of(TerminalId id, int session) {
        return switch (id.kind()) {
            case MASTER -> id.index() << 1 | 1;
            case SLAVE -> id.index() << 1;
            case HUNG_UP -> HUNG_UP | id.index() << 1;
            case CURRENT ->
                currentBySession.computeIfAbsent(
                        session,
                        key -> currentBySession.isEmpty() ? CURRENT : FURTHER_CURRENT + currentBySession.size());
            case OF_THE_HOST -> ofTheHost(id);
        };
    }

    private int ofTheHost(TerminalId id) {
        int first = firstOfTheHost.computeIfAbsent(id.type(), type -> id.index());
        return first == id.index() ? OF_THE_HOST.get(id.type()) : FURTHER_OF_THE_HOST | id.index() << 1;
    }
}
