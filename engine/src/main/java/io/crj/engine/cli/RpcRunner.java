package io.crj.engine.cli;

import io.crj.engine.cli.rpc.CommandRunner;
import io.crj.engine.cli.rpc.RpcSession;
import io.crj.engine.cli.rpc.RpcSocket;
import io.crj.engine.hook.Hooks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** Runs what comes over a socket as a command line, one at a time: there is one log. */
final class RpcRunner implements CommandRunner {

    private final Engine engine;
    private final Map<String, String> environment;

    RpcRunner(Engine engine, Map<String, String> environment) {
        this.engine = engine;
        this.environment = environment;
    }

    /** Serves one client; whether its last request was served. */
    boolean serve(RpcSocket socket, boolean onlyRoot) {
        return new RpcSession(socket, this, RootWait::status).serve(onlyRoot);
    }

    @Override
    public synchronized Outcome run(List<String> words, Hooks hooks) {
        StringWriter errors = new StringWriter();
        StringWriter output = new StringWriter();
        int code = new CrjMain(new HookedEngine(engine, hooks), environment)
                .run(words.toArray(String[]::new), new PrintWriter(output), new PrintWriter(errors));
        return new Outcome(code, errors.toString().isBlank() ? output.toString() : errors.toString());
    }
}
