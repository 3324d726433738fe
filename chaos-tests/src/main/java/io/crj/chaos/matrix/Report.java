package io.crj.chaos.matrix;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table fault by step: a letter for each run. */
final class Report {

    private final List<Result> results;

    Report(List<Result> results) {
        this.results = List.copyOf(results);
    }

    /** One line of figures. */
    String summary() {
        Map<Result.Outcome, Integer> counts = new EnumMap<>(Result.Outcome.class);
        results.forEach(result -> counts.merge(result.outcome(), 1, Integer::sum));
        String words = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().words())
                .collect(Collectors.joining(", "));
        long millis = results.stream().mapToLong(Result::millis).sum();
        return results.size() + " runs in " + millis / 1000 + " s: " + words;
    }

    /** As a table of Markdown: in each cell the runs before the message, a slash, the runs after it. */
    String markdown() {
        List<Step> steps = List.of(Step.values());
        StringBuilder text = new StringBuilder("| fault |");
        steps.forEach(step -> text.append(' ').append(step.label()).append(" |"));
        text.append("\n|---|").append("---|".repeat(steps.size())).append('\n');
        for (Fault fault : Fault.all()) {
            if (results.stream().noneMatch(result -> result.cell().fault().equals(fault))) {
                continue;
            }
            text.append("| ").append(fault.label()).append(" |");
            steps.forEach(step -> text.append(' ').append(cell(fault, step)).append(" |"));
            text.append('\n');
        }
        return text.toString();
    }

    private String cell(Fault fault, Step step) {
        return letters(fault, new Moment(step, false)) + '/' + letters(fault, new Moment(step, true));
    }

    private String letters(Fault fault, Moment moment) {
        Cell cell = new Cell(fault, moment);
        String letters = results.stream()
                .filter(result -> result.cell().equals(cell))
                .map(result -> String.valueOf(result.outcome().letter()))
                .collect(Collectors.joining());
        return letters.isEmpty() ? "-" : letters;
    }

    /** The runs that failed, with their complaints. */
    List<String> failures() {
        return results.stream().filter(Result::failed).map(Result::line).toList();
    }

    /** What helps to find out why they failed. */
    List<String> evidence() {
        return results.stream().filter(Result::failed).map(Result::evidence).toList();
    }
}
