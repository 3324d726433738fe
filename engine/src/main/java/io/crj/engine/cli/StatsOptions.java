package io.crj.engine.cli;

import picocli.CommandLine.Option;

/** Whether the figures of a dump or restore are printed as well as written. */
final class StatsOptions {

    @Option(names = "--display-stats", negatable = true, description = "print what the statistics file holds")
    private boolean display;

    boolean display() {
        return display;
    }
}
