package io.crj.engine.cli;

import io.crj.engine.cli.rpc.RpcSocket;
import io.crj.engine.linux.sys.Fd;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code crj swrk FD}: serves the program that has started it, over a socket that it has handed down. */
@Command(name = "swrk", description = "Serve the program that has started this, over a socket, as criu swrk does.")
final class SwrkCommand implements Callable<Integer> {

    private final RpcRunner runner;

    @Parameters(
            paramLabel = "FD",
            description = "a descriptor of this process: one end of a SOCK_SEQPACKET unix socket pair")
    private int fd;

    SwrkCommand(RpcRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() {
        // Whoever asks to wait for a restored tree asks for a child of this process.
        RootWait.becomeParentOfOrphans();
        try (RpcSocket socket = new RpcSocket(Fd.own(fd))) {
            // It was handed down: whoever made it may ask.
            return runner.serve(socket, false) ? ExitCode.OK : ExitCode.FAILED;
        }
    }
}
