package io.crj.engine.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where more options come from; {@link ConfigFiles} has read them when these are parsed. */
final class ConfigOptions {

    /** Name of the field by which commands mix this in. */
    static final String MIXIN = "config";

    static final String CONFIG = "--config";
    static final String NO_DEFAULT = "--no-default-config";

    @Option(names = CONFIG, paramLabel = "FILE", description = "file with an option a line, without the leading --")
    private Path file;

    @Option(
            names = NO_DEFAULT,
            description = "do not read /etc/criu/default.conf, /etc/crj/default.conf and ~/.criu/default.conf")
    private boolean noDefault;
}
