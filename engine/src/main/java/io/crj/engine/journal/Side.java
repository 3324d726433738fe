package io.crj.engine.journal;

import java.util.Map;

/** On which side of a migration a change was made, for kinds to which that makes a difference. */
public enum Side {
    DUMP,
    RESTORE;

    /** Name of the fact. */
    public static final String FACT = "at";

    public static Side of(Map<String, String> facts) {
        return valueOf(SideEffect.fact(facts, FACT));
    }
}
