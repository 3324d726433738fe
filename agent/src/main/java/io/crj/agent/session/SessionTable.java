package io.crj.agent.session;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The migrations this agent knows, those that ended included, so that a late or repeated request is answered right. The
 * oldest of those that ended are forgotten. Safe for use by many threads.
 */
final class SessionTable {

    private static final int REMEMBERED = 1000;

    private final Map<String, Session<?>> sessions = new LinkedHashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();

    synchronized Optional<Session<?>> find(String migrationId) {
        return Optional.ofNullable(sessions.get(migrationId));
    }

    synchronized Collection<Session<?>> all() {
        return new ArrayList<>(sessions.values());
    }

    /** The session of that id; a new one when there is none, unless it was aborted before it began. */
    synchronized Optional<Session<?>> findOrAdd(String migrationId, Supplier<Session<?>> fresh) {
        if (refused.contains(migrationId)) {
            return Optional.empty();
        }
        forgetOldest();
        return Optional.of(sessions.computeIfAbsent(migrationId, id -> fresh.get()));
    }

    /** An abort may overtake what it aborts: notes it for then. Returns the session when there is one after all. */
    synchronized Optional<Session<?>> findOrRefuse(String migrationId) {
        if (!sessions.containsKey(migrationId)) {
            refused.add(migrationId);
            trim(refused.iterator(), refused.size());
        }
        return find(migrationId);
    }

    private void forgetOldest() {
        Iterator<Session<?>> oldest = sessions.values().iterator();
        for (int excess = sessions.size() - REMEMBERED; excess > 0 && oldest.hasNext(); ) {
            if (oldest.next().isEnded()) {
                oldest.remove();
                excess--;
            }
        }
    }

    private static void trim(Iterator<?> oldest, int size) {
        for (int excess = size - REMEMBERED; excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
    }
}
