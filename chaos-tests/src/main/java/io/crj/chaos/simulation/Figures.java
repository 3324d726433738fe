package io.crj.chaos.simulation;

import io.crj.chaos.simulation.fault.FaultKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What many schedules led to. Not safe for use by several threads: each has its own, which are added up. */
public final class Figures {

    private static final int KEPT_VIOLATIONS = 10;

    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<FaultKind, Map<String, Long>> strikes = new EnumMap<>(FaultKind.class);
    private final List<Outcome> violations = new ArrayList<>();
    private long schedules;
    private long steps;

    void add(Outcome outcome) {
        schedules++;
        steps += outcome.steps();
        ends.merge(outcome.end(), 1L, Long::sum);
        outcome.strikes().forEach(strike -> strikes.computeIfAbsent(strike.kind(), kind -> new TreeMap<>())
                .merge(strike.state(), 1L, Long::sum));
        if (outcome.violation() != null) {
            keep(outcome);
        }
    }

    void add(Figures other) {
        schedules += other.schedules;
        steps += other.steps;
        other.ends.forEach((end, count) -> ends.merge(end, count, Long::sum));
        other.strikes.forEach((kind, states) -> states.forEach((state, count) ->
                strikes.computeIfAbsent(kind, any -> new TreeMap<>()).merge(state, count, Long::sum)));
        other.violations.forEach(this::keep);
    }

    public long schedules() {
        return schedules;
    }

    /** How often each end was reached. */
    public Map<String, Long> ends() {
        return ends;
    }

    /** How often each kind of fault struck, in each state of the migration. */
    public Map<FaultKind, Map<String, Long>> strikes() {
        return strikes;
    }

    /** A few of the schedules that broke a promise, those with the fewest faults first. */
    public List<Outcome> violations() {
        return violations;
    }

    private void keep(Outcome outcome) {
        violations.add(outcome);
        violations.sort(Comparator.comparingInt(one -> one.strikes().size()));
        if (violations.size() > KEPT_VIOLATIONS) {
            violations.remove(KEPT_VIOLATIONS);
        }
    }

    /** For people: three tables. */
    public String report() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%,d schedules, %,d steps%n%n", schedules, steps));
        ends.forEach((end, count) -> text.append(String.format("%,14d  %s%n", count, end)));
        text.append(String.format("%n"));
        strikes.forEach((kind, states) -> {
            long all = states.values().stream().mapToLong(Long::longValue).sum();
            text.append(String.format("%,14d  %-28s", all, kind));
            if (!kind.isWeather()) {
                states.forEach((state, count) ->
                        text.append(' ').append(state).append(' ').append(count));
            }
            text.append(String.format("%n"));
        });
        violations.forEach(outcome -> text.append(String.format(
                "%nBROKEN: %s%n  seed %d, after %s%n", outcome.violation(), outcome.seed(), outcome.strikes())));
        return text.toString();
    }
}
