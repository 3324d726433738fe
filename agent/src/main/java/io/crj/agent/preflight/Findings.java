package io.crj.agent.preflight;

import java.util.ArrayList;
import java.util.List;

/** What a preflight has found, a sentence each. */
public final class Findings {

    private static final int SHOWN = 5;

    private final List<String> refusals = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    public void refuse(String sentence) {
        refusals.add(sentence);
    }

    public void warn(String sentence) {
        warnings.add(sentence);
    }

    public List<String> refusals() {
        return List.copyOf(refusals);
    }

    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Names some of many. */
    static String some(List<?> many) {
        String shown = String.join(
                ", ", many.stream().limit(SHOWN).map(String::valueOf).toList());
        return many.size() <= SHOWN ? shown : shown + " and " + (many.size() - SHOWN) + " more";
    }
}
