package io.crj.engine.cli;

import io.crj.engine.cli.rpc.RpcSocket;
import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj service}: serves programs that connect to a unix socket, until it is ended. */
@Command(name = "service", description = "Serve programs that connect to a unix socket, as criu service does.")
final class ServiceCommand implements Callable<Integer> {

    private static final int BACKLOG = 16;

    private final RpcRunner runner;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Option(
            names = "--address",
            paramLabel = "PATH",
            defaultValue = "criu_service.socket",
            description = "socket, relative to the work directory; criu_service.socket by default")
    private Path address;

    @Option(names = "--pidfile", paramLabel = "FILE", description = "write the pid of the service to this new file")
    private Path pidFile;

    @Option(
            names = "--status-fd",
            paramLabel = "FD",
            description = "a zero byte is written to it once clients may connect")
    private Integer statusFd;

    @Option(
            names = {"-d", "--daemon"},
            description = "run in the background, once clients may connect")
    private boolean daemon;

    ServiceCommand(RpcRunner runner) {
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException {
        log.begin(images.work(), false);
        Path path = images.work().resolve(address).toAbsolutePath();
        if (daemon) {
            Daemon.start(inForeground(path), () -> listens(path));
            ready();
            return ExitCode.OK;
        }
        try (Fd socket = bind(path)) {
            if (pidFile != null) {
                try (PidFile file = PidFile.create(images.work().resolve(pidFile))) {
                    file.write((int) ProcessHandle.current().pid());
                }
            }
            SocketCalls.listen(socket, BACKLOG);
            ready();
            accept(socket);
        }
        return ExitCode.OK;
    }

    private List<String> inForeground(Path path) {
        List<String> arguments = new ArrayList<>(List.of("service", "--address", path.toString()));
        arguments.addAll(List.of("-W", images.work().toAbsolutePath().toString()));
        if (pidFile != null) {
            arguments.addAll(List.of("--pidfile", pidFile.toString()));
        }
        return arguments;
    }

    /** A socket that is left there by one that was killed is no hindrance. */
    private static Fd bind(Path path) throws IOException {
        Fd socket = UnixCalls.socket(Socket.SOCK_SEQPACKET);
        try {
            if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
                Files.delete(path);
            }
            UnixCalls.bind(socket, name(path));
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static UnixName name(Path path) {
        return UnixName.of(path.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Whether somebody listens there. */
    private static boolean listens(Path path) {
        try (Fd probe = UnixCalls.socket(Socket.SOCK_SEQPACKET)) {
            UnixCalls.connect(probe, name(path));
            return true;
        } catch (SyscallException e) {
            return false;
        }
    }

    private void ready() {
        if (statusFd != null) {
            try (Fd status = Fd.own(statusFd)) {
                FileCalls.writeFully(status, new byte[1]);
            }
        }
    }

    private void accept(Fd socket) {
        while (true) {
            Fd client = SocketCalls.accept(socket);
            Thread thread = new Thread(() -> serve(client), "client-" + client.number());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void serve(Fd client) {
        try (RpcSocket socket = new RpcSocket(client)) {
            runner.serve(socket, true);
        } catch (EngineException e) {
            // A client that is gone before it is answered is no reason to end.
            spec.commandLine().getErr().println("crj: " + e.getMessage());
            spec.commandLine().getErr().flush();
        }
    }
}
