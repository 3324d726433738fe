package io.crj.chaos.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code deploy/chaos.sh}: migrations with faults, and a table of what became of them. */
@Command(
        name = "chaos.sh",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Moves programs to and fro in a lab of its own while a fault meets each migration at a given moment;"
                        + " afterwards exactly one copy has to run, its client must lack no byte, and nothing may be left behind.")
public final class ChaosMain implements Callable<Integer> {

    @Option(names = "--runs", defaultValue = "0", description = "How many runs; 0: the whole matrix once (default).")
    int runs;

    @Option(names = "--seed", description = "Gives the order; printed first. Default: a new one.")
    Long seed;

    @Option(
            names = "--fault",
            defaultValue = "",
            description = "Faults that begin with one of these words, such as kill,cut-source.")
    String fault;

    @Option(names = "--state", defaultValue = "", description = "Steps of the protocol, such as prepared,commit.")
    String state;

    @Option(names = "--cells", description = "Only those in this file, a line each, such as kill-target before ready.")
    Path cells;

    @Option(names = "--list", description = "Print the faults and the steps, and do nothing.")
    boolean list;

    @Option(names = "--report", description = "Write the table there as Markdown.")
    Path report;

    @Option(
            names = "--evidence",
            defaultValue = "target/chaos",
            description = "Folder for what failed runs left (default ${DEFAULT-VALUE}).")
    Path evidence;

    @Option(names = "--keep-all", description = "Keep the evidence of every run.")
    boolean keepAll;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChaosMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<Fault> faults = Fault.named(fault);
        List<Step> steps = Arrays.stream(Step.values())
                .filter(step -> state.isEmpty() || List.of(state.split(",")).contains(step.label()))
                .toList();
        if (list) {
            faults.forEach(one -> System.out.println(one.label()));
            steps.forEach(one -> System.out.println(one.label()));
            return 0;
        }
        long given = seed == null ? new Random().nextInt(1_000_000) : seed;
        System.out.println("seed " + given);
        List<Cell> drawn = Cell.drawn(chosen(Cell.of(faults, steps)), given, runs);
        Report result = new Campaign(drawn, evidence, keepAll, System.out::println).run();
        System.out.println(result.markdown() + result.summary());
        result.failures().forEach(System.out::println);
        if (report != null) {
            Files.writeString(report, "Seed " + given + ", " + result.summary() + ".\n\n" + result.markdown());
        }
        return result.failures().isEmpty() ? 0 : 1;
    }

    private List<Cell> chosen(List<Cell> all) throws IOException {
        if (cells == null) {
            return all;
        }
        List<String> labels = Files.readAllLines(cells);
        List<Cell> chosen =
                all.stream().filter(cell -> labels.contains(cell.label())).toList();
        if (chosen.size() != labels.size()) {
            throw new IllegalArgumentException(
                    cells + " names " + labels.size() + " cells, but only " + chosen.size() + " different ones exist");
        }
        return chosen;
    }
}
