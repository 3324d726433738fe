package io.crj.engine.cli;

import io.crj.engine.hook.ActionScripts;
import io.crj.engine.hook.Hooks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Programs that run at the moments of a dump or restore. */
final class ScriptOptions {

    @Option(
            names = "--action-script",
            paramLabel = "FILE",
            description = "program to run at every action; repeatable, the last one runs first")
    private List<Path> scripts = List.of();

    Hooks hooks(ImageOptions images) {
        Path work = images.work();
        List<Path> found = scripts.stream().map(script -> resolve(script, work)).toList();
        return ActionScripts.of(found, images.directory().toAbsolutePath().toString(), work);
    }

    /** CRIU works in its work directory, people in another: a relative name may mean either. */
    private static Path resolve(Path script, Path work) {
        return Files.exists(script) ? script : work.resolve(script);
    }
}
