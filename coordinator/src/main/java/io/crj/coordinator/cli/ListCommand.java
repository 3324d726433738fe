package io.crj.coordinator.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crj-migrate list}. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Shows the migrations of the log, oldest first, and where each stands. Asks no agent.")
final class ListCommand implements Callable<Integer> {

    @Mixin
    private OperatorChoice choice;

    @Option(
            names = {"-u", "--unfinished"},
            description = "Only those that have not ended.")
    private boolean unfinished;

    @Override
    public Integer call() {
        choice.begin();
        List<OperatorChoice.Entry> entries = choice.entries().stream()
                .filter(entry -> !unfinished || !entry.migration().isEnded())
                .toList();
        if (choice.json) {
            choice.out.println(
                    LoggedText.text(entries.stream().map(LoggedText::json).toList()));
        } else {
            entries.forEach(entry -> choice.out.println(entry.migration().id() + "  "
                    + LoggedText.time(entry.migration().begun().time()) + "  " + LoggedText.tree(entry.migration())
                    + "  " + LoggedText.standing(entry)));
        }
        return ExitCode.MIGRATED.code();
    }
}
