package io.crj.engine.cli;

import io.crj.engine.cli.log.CommandLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;

/** The crj command in the JVM that asks for it, one at a time: what it costs to start one is paid once. */
public final class InProcess {

    /** What came of it: its exit code, and all it printed. */
    public record Result(int code, String output) {}

    private InProcess() {}

    /** Makes loggers of this JVM lead to the commands' logs; before this none may be made. */
    public static void install() {
        CommandLog.install();
    }

    /** Runs one command line, whatever comes of it. */
    public static Result run(String... arguments) {
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int code = new CrjMain(new LocalEngine(), Map.of()).run(arguments, printer, printer);
        return new Result(code, output.toString());
    }
}
