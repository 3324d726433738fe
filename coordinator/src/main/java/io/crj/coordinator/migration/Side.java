package io.crj.coordinator.migration;

import java.util.Locale;

/** The two agents that take part in a migration. */
public enum Side {
    /** The host the tree leaves. */
    SOURCE,
    /** The host the tree goes to. */
    TARGET;

    /** In messages: {@code source}, {@code target}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
