package io.crj.agent.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The migrations this agent knows, those that ended included, so that a late or repeated request is answered right. The
 * oldest of those that ended are forgotten. Safe for use by many threads.
 */
final class SessionTable {

    private static final int REMEMBERED = 1000;

    private final Map<String, Session<?, ?, ?, ?>> sessions = new LinkedHashMap<>();

    synchronized Optional<Session<?, ?, ?, ?>> find(String migrationId) {
        return Optional.ofNullable(sessions.get(migrationId));
    }

    /** Oldest first. */
    synchronized Collection<Session<?, ?, ?, ?>> all() {
        return new ArrayList<>(sessions.values());
    }

    synchronized void add(Session<?, ?, ?, ?> recovered) {
        sessions.put(recovered.migrationId, recovered);
    }

    /** The session of that id; a new one when there is none. */
    synchronized Session<?, ?, ?, ?> findOrAdd(String migrationId, Supplier<Session<?, ?, ?, ?>> fresh) {
        return sessions.computeIfAbsent(migrationId, id -> fresh.get());
    }

    /** Those beyond what is remembered, which are no longer in the table. */
    synchronized List<Session<?, ?, ?, ?>> forgetOldest() {
        List<Session<?, ?, ?, ?>> forgotten = new ArrayList<>();
        Iterator<Session<?, ?, ?, ?>> oldest = sessions.values().iterator();
        for (int excess = sessions.size() - REMEMBERED; excess > 0 && oldest.hasNext(); ) {
            Session<?, ?, ?, ?> session = oldest.next();
            if (session.isOver()) {
                oldest.remove();
                forgotten.add(session);
                excess--;
            }
        }
        return forgotten;
    }
}
