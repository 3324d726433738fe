package io.crj.engine.resource.tty;

import java.util.HashMap;
import java.util.Map;

/** The numbers that terminals have in an image: a pair's index doubled, one more for the master, as CRIU has them. */
final class TtyIds {

    /** CRIU's number for /dev/tty; it knows only one. */
    private static final int CURRENT = 2012;

    private static final int FURTHER_CURRENT = 1 << 28;
    private static final int HUNG_UP = 1 << 29;
    private static final int OF_THE_HOST = 1 << 27;

    private final Map<Integer, Integer> currentBySession = new HashMap<>();

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
            case OF_THE_HOST -> OF_THE_HOST | id.index() << 1;
        };
    }
}
