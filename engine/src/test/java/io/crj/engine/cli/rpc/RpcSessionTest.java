package io.crj.engine.cli.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.CgroupRoot;
import io.crj.engine.cli.rpc.proto.Features;
import io.crj.engine.cli.rpc.proto.InheritedFd;
import io.crj.engine.cli.rpc.proto.Options;
import io.crj.engine.cli.rpc.proto.Request;
import io.crj.engine.cli.rpc.proto.UnixSocket;
import io.crj.engine.cli.rpc.proto.VethPair;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.sys.UnixCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests become, and what is answered. */
class RpcSessionTest {

    @TempDir
    Path tmp;

    private final List<List<String>> lines = new ArrayList<>();
    private CommandRunner.Outcome outcome = new CommandRunner.Outcome(0, "");
    private RpcClient client;
    private RpcSocket server;
    private CompletableFuture<Boolean> served;

    @BeforeEach
    void begin() {
        UnixCalls.Pair pair = UnixCalls.pair(Socket.SOCK_SEQPACKET);
        client = new RpcClient(pair.first());
        server = new RpcSocket(pair.second());
        served = CompletableFuture.supplyAsync(() -> new RpcSession(server, this::run, pid -> pid * 256).serve(true));
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    private CommandRunner.Outcome run(List<String> words, Hooks hooks) {
        lines.add(words);
        hooks.run(Action.PRE_DUMP, 4711);
        return outcome;
    }

    private Options.Builder options() {
        return Options.newBuilder().setImagesDir(tmp.toString());
    }

    @Test
    void shouldMakeCommandLinesOfRequests() throws Exception {
        Options options = options()
                .setPid(77)
                .setLeaveRunning(true)
                .setTcpEstablished(true)
                .setEvasiveDevices(false)
                .setLogLevel(4)
                .setLogFile("my.log")
                .setParentImg("../first")
                .setGhostLimit(4096)
                .setManageCgroups(true)
                .setManageCgroupsMode(0)
                .setNetworkLock(2)
                .setCpuCap(5)
                .addVethPair(VethPair.newBuilder().setInside("eth0").setOutside("veth1"))
                .addInheritFd(InheritedFd.newBuilder().setKey("pipe:[1]").setFd(3))
                .addUnixSocket(UnixSocket.newBuilder().setInode(12))
                .addCgroupRoot(CgroupRoot.newBuilder().setController("cpu").setPath("/x"))
                .addExternal("mnt[a]:b")
                .setAutoExtMount(true)
                .setOrphanPtsMaster(true)
                .build();

        Answer answer = client.ask(RequestType.DUMP.number(), options);

        assertThat(answer.getSuccess()).isTrue();
        assertThat(answer.getDump().getRestored()).isFalse();
        assertThat(served.get()).isTrue();
        assertThat(lines.get(0))
                .containsExactlyInAnyOrder(
                        "dump",
                        "--images-dir=" + tmp,
                        "--log-file=my.log",
                        "--tree=77",
                        "--leave-running",
                        "--tcp-established",
                        "--verbosity=4",
                        "--prev-images-dir=../first",
                        "--ghost-limit=4096",
                        "--manage-cgroups=ignore",
                        "--network-lock=nftables",
                        "--cpu-cap=fpu,ins",
                        "--veth-pair=eth0=veth1",
                        "--inherit-fd=fd[3]:pipe:[1]",
                        "--external=unix[12]",
                        "--cgroup-root=cpu:/x",
                        "--external=mnt[a]:b",
                        "--ext-mount-map=auto");
    }

    @Test
    void shouldTellOfActionsAndTakeTheRootFromThem() throws Exception {
        Answer answer = client.ask(
                RequestType.RESTORE.number(), options().setNotifyScripts(true).build());

        assertThat(answer.getRestore().getPid()).isEqualTo(4711);
        assertThat(client.actions).containsExactly("pre-dump");
        assertThat(lines.get(0))
                .containsExactly("restore", "--restore-detached", "--images-dir=" + tmp, "--log-file=criu.log");
    }

    @Test
    void shouldAnswerSeveralRequestsOnAnOpenConnection() throws Exception {
        Answer version = client.ask(Request.newBuilder()
                .setType(RequestType.VERSION.number())
                .setKeepOpen(true)
                .build());
        Answer features = client.ask(Request.newBuilder()
                .setType(RequestType.FEATURE_CHECK.number())
                .setKeepOpen(true)
                .setFeatures(Features.newBuilder().setMemTrack(true).setLazyPages(true))
                .build());
        Answer round =
                client.ask(RequestType.PRE_DUMP.number(), options().setPid(77).build());
        Answer status = client.ask(Request.newBuilder()
                .setType(RequestType.WAIT_PID.number())
                .setPid(3)
                .build());

        assertThat(version.getVersion().getMajor()).isEqualTo(4);
        assertThat(features.getFeatures().getMemTrack()).isTrue();
        assertThat(features.getFeatures().getLazyPages()).isFalse();
        assertThat(features.getFeatures().hasPidfdStore()).isFalse();
        assertThat(round.getSuccess()).isTrue();
        assertThat(status.getStatus()).isEqualTo(3 * 256);
        assertThat(served.get()).isTrue();
    }

    @Test
    void shouldSayWhatFailed() throws Exception {
        outcome = new CommandRunner.Outcome(2, "crj: not supported\n");
        Answer answer = client.ask(RequestType.CPUINFO_CHECK.number(), options().build());

        assertThat(answer.getSuccess()).isFalse();
        assertThat(answer.getMessage()).isEqualTo("crj: not supported");
        assertThat(answer.getErrno()).isEqualTo(56);
        assertThat(served.get()).isFalse();
    }

    @Test
    void shouldRefuseWhatItDoesNotUnderstand() throws Exception {
        Request open = Request.newBuilder().setType(99).setKeepOpen(true).build();
        assertThat(client.ask(open).getMessage()).contains("no request 99");
        Request.Builder dump = Request.newBuilder(open).setType(RequestType.DUMP.number());
        assertThat(client.ask(dump.setOptions(options()).build()).getMessage()).contains("names no pid");
        assertThat(client.ask(dump.setOptions(Options.newBuilder().setPid(1)).build())
                        .getMessage())
                .contains("no image directory");
        assertThat(client.ask(dump.setOptions(Options.newBuilder().setPid(1).setImagesDirFd(999))
                                .build())
                        .getMessage())
                .contains("images_dir_fd is 999");
        assertThat(client.ask(dump.setOptions(options().setPid(1).setLogFile("../x"))
                                .build())
                        .getMessage())
                .contains("only a name is allowed");
        assertThat(client.ask(dump.setOptions(options().setPid(1).setNetworkLock(9))
                                .build())
                        .getMessage())
                .contains("network_lock is 9");
        client.send(new byte[] {1, 2, 3});
        assertThat(client.receive().getMessage()).contains("is no request");
        assertThat(lines).isEmpty();
    }
}
