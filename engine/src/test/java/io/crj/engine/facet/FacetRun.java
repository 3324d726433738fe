package io.crj.engine.facet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One facet on one way: started, checked, dumped, restored and checked twice; or refused, and unharmed. */
final class FacetRun {

    /** What a dump logs once the tree is frozen. */
    private static final String FROZEN = "dump, freeze:";

    private final Facet facet;
    private final Way way;
    private final Path directory;
    private final Path image;
    private final FacetVictim victim;
    private final Engines engines;

    /** @param directory an empty one */
    FacetRun(Facet facet, Way way, Path program, Path directory) throws IOException {
        this.facet = facet;
        this.way = way;
        this.directory = directory;
        this.image = Files.createDirectory(directory.resolve("image"));
        this.victim = new FacetVictim(facet, program, directory);
        this.engines = new Engines(Files.createDirectory(directory.resolve("logs")));
    }

    /** @throws FacetFailure when it did not hold */
    void run() throws IOException, InterruptedException {
        victim.start();
        victim.check("alone");
        if (way.isDumpedByCrj() && facet.refused().isPresent()) {
            refuse(facet.refused().get());
            return;
        }
        if (way == Way.PRE_DUMPED) {
            preDump();
        }
        dump();
        victim.awaitGone("dumped");
        restore();
        victim.goesBy(
                Integer.parseInt(Files.readString(directory.resolve("pidfile")).strip()));
        victim.check("restored, first check");
        victim.check("restored, second check");
    }

    private void refuse(String reason) throws IOException {
        Engines.Outcome outcome = engines.crj("dump.log", command("dump", image, facet.dumpOptions()));
        if (outcome.code() == 0 || !outcome.output().contains(reason)) {
            throw outcome.failure("dump had to be refused with \"" + reason + "\"");
        }
        if (outcome.logged().contains(FROZEN)) {
            throw outcome.failure("dump was refused, but only after the freeze");
        }
        victim.check("refused");
        victim.check("refused, second check");
    }

    private void preDump() throws IOException {
        Path round = Files.createDirectory(directory.resolve("round"));
        List<String> command = command("pre-dump", round, facet.preDumpOptions());
        command.add("--track-mem");
        engines.crj("pre-dump.log", command).succeeded("pre-dump");
        victim.check("pre-dumped");
    }

    private void dump() throws IOException, InterruptedException {
        if (way.isDumpedByCrj()) {
            List<String> command = command("dump", image, facet.dumpOptions());
            if (way == Way.PRE_DUMPED) {
                command.addAll(List.of("--prev-images-dir", "../round"));
            }
            engines.crj("dump.log", command).succeeded("dump");
        } else {
            engines.criu("dump.log", command("dump", image, facet.criuDumpOptions()))
                    .succeeded("dump by CRIU");
        }
    }

    private List<String> command(String verb, Path to, List<String> options) {
        List<String> command =
                new ArrayList<>(List.of(verb, "-t", Integer.toString(victim.pid()), "-D", to.toString()));
        command.addAll(options);
        return command;
    }

    private void restore() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("restore", "-d", "-D", image.toString()));
        command.addAll(List.of("--pidfile", directory.resolve("pidfile").toString()));
        command.addAll(way.isRestoredByCrj() ? facet.restoreOptions() : facet.criuRestoreOptions());
        if (way.isRestoredByCrj()) {
            engines.crj("restore.log", command).succeeded("restore");
        } else {
            engines.criu("restore.log", command).succeeded("restore by CRIU");
        }
    }
}
