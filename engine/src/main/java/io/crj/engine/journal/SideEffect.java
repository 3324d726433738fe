package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.util.Map;
import java.util.TreeMap;

/**
 * One change that outlives the process that made it.
 *
 * @param kind names the {@link Aftermath} that knows what to do about it
 * @param facts all that it takes to undo it, or to complete it, in a process that knows nothing else
 */
public record SideEffect(String kind, Map<String, String> facts) {

    private static final int BRIEF = 160;

    public SideEffect {
        facts = Map.copyOf(facts);
    }

    public static SideEffect of(String kind, String... namesAndValues) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new SideEffect(kind, facts);
    }

    /** @throws EngineException when {@code facts} has no {@code name} */
    public static String fact(Map<String, String> facts, String name) {
        String value = facts.get(name);
        if (value == null) {
            throw new EngineException("the journal's entry " + new TreeMap<>(facts) + " does not say its " + name);
        }
        return value;
    }

    /** The same as a number. */
    public static long number(Map<String, String> facts, String name) {
        String value = fact(facts, name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new EngineException("the journal's entry " + new TreeMap<>(facts) + ": " + name + " is no number", e);
        }
    }

    /** For people: what is long is cut. */
    @Override
    public String toString() {
        Map<String, String> brief = new TreeMap<>();
        facts.forEach((name, value) -> brief.put(
                name, value.length() <= BRIEF ? value : value.substring(0, BRIEF) + "… (" + value.length() + ")"));
        return kind + " " + brief;
    }
}
