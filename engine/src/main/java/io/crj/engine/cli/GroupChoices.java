package io.crj.engine.cli;

import io.crj.engine.cgroup.GroupMode;
import io.crj.engine.cgroup.GroupOptions;
import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the user chooses about control groups. */
final class GroupChoices {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--manage-cgroups",
            paramLabel = "MODE",
            arity = "0..1",
            defaultValue = "soft",
            fallbackValue = "soft",
            description = "what becomes of control groups: none, props, soft, full, strict or ignore; soft by default")
    private String mode;

    @Option(
            names = "--cgroup-root",
            paramLabel = "[CONTROLLER:]/PATH",
            description = "restore: this group takes the place of the one the root of the tree was in; repeatable")
    private List<String> roots = List.of();

    @Option(
            names = "--cgroup-props",
            paramLabel = "SPEC",
            defaultValue = "",
            description = "properties of controllers that are dumped instead of, or besides, the usual ones")
    private String properties;

    @Option(names = "--cgroup-props-file", paramLabel = "FILE", description = "the same from a file")
    private Path propertiesFile;

    @Option(
            names = "--cgroup-dump-controller",
            paramLabel = "NAME",
            description = "dump properties of this controller only; repeatable")
    private List<String> controllers = List.of();

    @Option(
            names = "--cgroup-yard",
            paramLabel = "DIR",
            defaultValue = "",
            description = "use the hierarchies that are mounted below this directory")
    private String yard;

    @Option(
            names = "--freeze-cgroup",
            paramLabel = "DIR",
            defaultValue = "",
            description =
                    "the tree's control group: if it is frozen, it is thawed for the dump, and frozen again if the tree stays")
    private String frozen;

    /** @param work directory that a relative {@code --cgroup-yard} starts from */
    GroupOptions options(Path work) {
        try {
            return new GroupOptions(
                    GroupMode.parse(mode),
                    GroupOptions.parseRoots(roots),
                    controllers,
                    properties(),
                    yardFrom(work),
                    frozen);
        } catch (EngineException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private String yardFrom(Path work) {
        return yard.isEmpty()
                ? yard
                : work.toAbsolutePath().resolve(yard).normalize().toString();
    }

    private String properties() {
        if (propertiesFile == null) {
            return properties;
        }
        try {
            return Files.readString(propertiesFile);
        } catch (IOException e) {
            throw new EngineException("--cgroup-props-file " + propertiesFile + ": " + e.getMessage(), e);
        }
    }
}
