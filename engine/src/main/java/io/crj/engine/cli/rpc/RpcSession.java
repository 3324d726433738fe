package io.crj.engine.cli.rpc;

import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.DumpAnswer;
import io.crj.engine.cli.rpc.proto.Features;
import io.crj.engine.cli.rpc.proto.Options;
import io.crj.engine.cli.rpc.proto.Request;
import io.crj.engine.cli.rpc.proto.RestoreAnswer;
import io.crj.engine.cli.rpc.proto.Version;
import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/** Serves one client: its requests are command lines of crj. */
public final class RpcSession {

    /** Clients ask for it to know what they may ask for: what crj has, it has as this version of CRIU. */
    private static final Version VERSION = Version.newBuilder()
            .setMajor(4)
            .setMinor(2)
            .setSublevel(0)
            .setName("crj")
            .build();

    /** Exit code of a command line that makes no sense, or asks for what crj does not support. */
    private static final int USAGE = 2;

    private final RpcSocket socket;
    private final CommandRunner runner;
    private final IntUnaryOperator waiter;
    private RpcSocket.Peer client;

    /** @param waiter waits for the end of a restored root by its pid; its status as wait(2) tells it, or less than 0 */
    public RpcSession(RpcSocket socket, CommandRunner runner, IntUnaryOperator waiter) {
        this.socket = socket;
        this.runner = runner;
        this.waiter = waiter;
    }

    /**
     * Until the client has what it wanted, or is gone.
     *
     * @param onlyRoot whether nobody else may ask
     * @return whether the last request was served
     */
    public boolean serve(boolean onlyRoot) {
        client = socket.peer();
        boolean good = true;
        boolean more = true;
        while (more) {
            Answer answer;
            try {
                Optional<Request> request = socket.receive();
                if (request.isEmpty()) {
                    return good;
                }
                answer = client.uid() == 0 || !onlyRoot
                        ? answer(request.get())
                        : failed(request.get().getType(), "user " + client.uid() + " may not ask for anything");
                more = request.get().getKeepOpen() || answer.getType() == RequestType.PRE_DUMP.number();
            } catch (EngineException e) {
                answer = failed(RequestType.EMPTY.number(), e.getMessage());
                more = false;
            }
            good = answer.getSuccess();
            socket.send(answer);
        }
        return good;
    }

    private Answer answer(Request request) {
        Optional<RequestType> type = RequestType.of(request.getType());
        if (type.isEmpty()) {
            return failed(request.getType(), "there is no request " + request.getType());
        }
        try {
            return switch (type.get()) {
                case DUMP -> dump(request);
                case RESTORE -> restore(request);
                case PRE_DUMP, SINGLE_PRE_DUMP -> simple(request, "pre-dump");
                case CHECK -> check(request);
                case CPUINFO_DUMP -> simple(request, "cpuinfo", "dump");
                case CPUINFO_CHECK -> simple(request, "cpuinfo", "check");
                case FEATURE_CHECK -> features(request);
                case VERSION -> good(request).setVersion(VERSION).build();
                case WAIT_PID -> status(request);
                case PAGE_SERVER, PAGE_SERVER_CHILD -> simple(request, "page-server");
                case EMPTY, NOTIFY -> failed(request.getType(), "nothing was asked for");
            };
        } catch (EngineException e) {
            return failed(request.getType(), e.getMessage());
        }
    }

    private Answer dump(Request request) {
        if (!request.getOptions().hasPid()) {
            throw new EngineException("the request names no pid: a program cannot dump itself with crj");
        }
        Answer answer = simple(request, "dump");
        return answer.getSuccess()
                ? answer.toBuilder()
                        .setDump(DumpAnswer.newBuilder().setRestored(false))
                        .build()
                : answer;
    }

    private Answer restore(Request request) {
        Notifier notifier = notifier(request);
        Answer answer = run(request, notifier, "restore", "--restore-detached");
        return answer.getSuccess()
                ? answer.toBuilder()
                        .setRestore(RestoreAnswer.newBuilder().setPid(notifier.rootPid()))
                        .build()
                : answer;
    }

    /** Without directories, for it needs none. */
    private Answer check(Request request) {
        return answer(request, runner.run(List.of("check"), notifier(request)));
    }

    private Answer simple(Request request, String... command) {
        return run(request, notifier(request), command);
    }

    private Answer run(Request request, Notifier notifier, String... command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(RpcOptions.words(request.getOptions(), client.pid()));
        return answer(request, runner.run(words, notifier));
    }

    private static Answer answer(Request request, CommandRunner.Outcome outcome) {
        if (outcome.code() == 0) {
            return good(request).build();
        }
        Answer failed = failed(request.getType(), outcome.output().strip());
        Options options = request.getOptions();
        boolean isGone = options.hasPid() && !Files.exists(Path.of("/proc/" + options.getPid()));
        int errno = outcome.code() == USAGE ? Errno.EBADRQC : isGone ? Errno.ESRCH : 0;
        return errno == 0 ? failed : failed.toBuilder().setErrno(errno).build();
    }

    private Notifier notifier(Request request) {
        return new Notifier(socket, request.getOptions().getNotifyScripts());
    }

    /** Of those that are asked about. */
    private static Answer features(Request request) {
        Features asked = request.getFeatures();
        Features.Builder found = Features.newBuilder();
        if (asked.hasMemTrack()) {
            found.setMemTrack(true);
        }
        if (asked.hasLazyPages()) {
            found.setLazyPages(false);
        }
        if (asked.hasPidfdStore()) {
            found.setPidfdStore(false);
        }
        return good(request).setFeatures(found).build();
    }

    private Answer status(Request request) {
        int status = waiter.applyAsInt(request.getPid());
        return status < 0
                ? failed(request.getType(), "pid " + request.getPid() + " is no child of this process")
                : good(request).setStatus(status).build();
    }

    private static Answer.Builder good(Request request) {
        return Answer.newBuilder().setType(request.getType()).setSuccess(true);
    }

    private static Answer failed(int type, String message) {
        return Answer.newBuilder()
                .setType(type)
                .setSuccess(false)
                .setMessage(message)
                .build();
    }
}
