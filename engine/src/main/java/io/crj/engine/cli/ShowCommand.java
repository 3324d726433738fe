package io.crj.engine.cli;

import io.crj.engine.image.ImageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crj show FILE}: prints an image file as JSON. */
@Command(name = "show", description = "Print an image file as JSON.")
final class ShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "a file of an image directory; pages files have nothing to show")
    private Path file;

    @Override
    public Integer call() throws IOException {
        new ImageJson(spec.commandLine().getOut()).print(ImageFile.read(file));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
