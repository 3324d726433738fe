package io.crj.coordinator.cli;

import static io.crj.wire.message.ToAgent.BodyCase.AWAIT_READY;
import static io.crj.wire.message.ToAgent.BodyCase.COMMIT;
import static io.crj.wire.message.ToAgent.BodyCase.INSPECT_SOURCE;
import static io.crj.wire.message.ToAgent.BodyCase.INSPECT_TARGET;
import static io.crj.wire.message.ToAgent.BodyCase.PREPARE_TARGET;
import static io.crj.wire.message.ToAgent.BodyCase.START_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.testing.FakeAgent;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.Resumed;
import io.crj.wire.message.TargetPrepared;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole command in this JVM, against fake agents. */
@Timeout(60)
class MigrateCommandTest {

    private final EventLoops loops = EventLoops.start();
    private final FakeAgent source = new FakeAgent(loops, "hostA");
    private final FakeAgent target = new FakeAgent(loops, "hostB");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        source.close();
        target.close();
        loops.close();
    }

    @Test
    void shouldPrintTheResultAsJsonAndNothingElse() throws IOException {
        int code = run("--json", "--pidfile", folder.resolve("pid").toString());

        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(code).isZero();
        assertThat(json.path("migrated").asBoolean()).isTrue();
        assertThat(json.path("pid").asInt()).isEqualTo(42);
        assertThat(json.path("rounds").asInt()).isEqualTo(2);
        assertThat(json.path("freezeMillis").asLong()).isEqualTo(150);
        assertThat(json.path("bytesSent").asLong()).isEqualTo((202L << 20) + 5_000);
        assertThat(json.path("events").asInt()).isEqualTo(11);
        assertThat(json.path("eventsUndelivered").asInt()).isZero();
        assertThat(json.path("phases").has("freezing")).isTrue();
        assertThat(json.path("freezePhases").path("source.dump").asDouble()).isEqualTo(1.5);
        assertThat(folder.resolve("pid")).hasContent("42");
        assertThat(Files.size(folder.resolve("pid"))).isEqualTo(2);
        assertThat(Files.readAllLines(folder.resolve("events.jsonl"))).hasSize(11);
        assertThat(new FileMigrationLog(folder.resolve("migrations")).all())
                .singleElement()
                .satisfies(logged -> assertThat(logged.outcome()).isEqualTo(MigrationState.DONE));
        assertThat(text(err)).contains("rounds: the image stream is connected").contains("round 1: 102,400 pages");
    }

    @Test
    void shouldMigrateAllTheSameWhenTheBrokerIsAwayAndKeepTheEvents() throws IOException {
        // Port 1 is not served: connections are refused at once.
        int code = run("--json", "--kafka", "127.0.0.1:1", "--event-linger", "300ms");

        assertThat(code).isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toByteArray())
                        .path("eventsUndelivered")
                        .asInt())
                .isEqualTo(11);
        assertThat(text(err)).contains("11 events could not be delivered").contains("they are in " + folder);
        assertThat(Files.readAllLines(folder.resolve("events.jsonl"))).hasSize(11);
    }

    @Test
    void shouldTellAPersonInASentence() {
        assertThat(run("--no-progress")).isZero();

        assertThat(text(out))
                .matches("redis-server \\(pid 42\\) runs on 127\\.0\\.0\\.1 with pid 42: 2 rounds, freeze 150 ms, total"
                        + " .* s, 202\\.0 MiB sent\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void shouldTouchNothingInADryRun() {
        assertThat(run("--dry-run")).isZero();

        assertThat(text(out))
                .startsWith("would move redis-server (pid 42): 1 process, 2 threads, 400.0 MiB, 0 connections from");
        assertThat(source.received()).containsExactly(INSPECT_SOURCE);
        assertThat(folder.resolve("migrations")).doesNotExist();
    }

    @Test
    void shouldExitWith3WhenRefused() throws IOException {
        source.failOn(INSPECT_SOURCE, Error.Code.NOT_FOUND, "there is no process 42");

        assertThat(run("--json")).isEqualTo(3);

        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.path("migrated").asBoolean(true)).isFalse();
        assertThat(json.path("outcome").asText()).isEqualTo("refused");
        assertThat(text(err))
                .endsWith("crj-migrate: refused; nothing was touched: 127.0.0.1: there is no process 42\n");
    }

    @Test
    void shouldExitWith4WhenRolledBack() {
        target.failOn(AWAIT_READY, Error.Code.FAILED, "no memory");

        assertThat(run()).isEqualTo(4);
        assertThat(text(err)).contains("rolled back; the tree runs on at the source: 127.0.0.1: no memory");
        assertThat(target.received()).doesNotContain(COMMIT);
    }

    @Test
    void shouldExitWith3WhenTheDecisionCouldNotBeWritten() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("file"), "");

        assertThat(run("--decision-log", noFolder.resolve("log").toString())).isEqualTo(3);
        assertThat(text(err)).contains("nothing was touched").contains("--decision-log");
        assertThat(target.received()).doesNotContain(PREPARE_TARGET);
    }

    @Test
    void shouldExitWith2WhenTheCommandLineMakesNoSense() throws IOException {
        Files.writeString(folder.resolve("pid"), "1");
        String taken = folder.resolve("pid").toString();

        assertThat(usageError("--pidfile", taken)).contains("exists already");
        assertThat(usageError("--max-downtime", "300")).contains("is no duration");
        assertThat(usageError("--max-rounds", "0")).contains("--max-rounds");
        assertThat(usageError("--kafka", "broker")).contains("host:port");
        assertThat(usageError("--topic", "a b")).contains("topic");
        assertThat(execute("--from", "hostA", "--to", "hostA", "1")).isEqualTo(2);
        assertThat(execute("--from", "hostA:x", "--to", "hostB", "1")).isEqualTo(2);
        assertThat(execute("--from", "hostA", "--to", "hostB")).isEqualTo(2);
        assertThat(execute("--from", "hostA", "--to", "hostB", "0")).isEqualTo(2);
        assertThat(source.received()).isEmpty();
    }

    @Test
    void shouldCarryConnectionsUnlessToldNotTo() {
        run();
        assertThat(source.message(INSPECT_SOURCE)
                        .getInspectSource()
                        .getOptions()
                        .getTcpEstablished())
                .isTrue();
    }

    @Test
    void shouldGiveBothAgentsTheSameOptionsEachTime() {
        run(("--no-tcp-established --tcp-close --skip-in-flight --network-lock iptables --evasive-devices --ext-unix-sk"
                        + " --external unix[12] --external tty[8800:1]:con --link-remap --ghost-limit 4M -l"
                        + " --force-irmap --irmap-scan-path /srv"
                        + " --manage-cgroups=full --cgroup-root cpu:/a --cpu-cap ins,cpu -j"
                        + " -n pid,mnt,net --veth-pair eth0=veth7@br0 -r /srv/root --action-script /opt/a"
                        + " --action-script /opt/b -o restore.log --log-pid"
                        + " --service-address 10.0.0.7/24,fd00::7/64")
                .split(" "));

        MigrationOptions options =
                source.message(INSPECT_SOURCE).getInspectSource().getOptions();
        assertThat(options)
                .isEqualTo(MigrationOptions.newBuilder()
                        .setTcpClose(true)
                        .setSkipInFlight(true)
                        .setNetworkLock("iptables")
                        .setEvasiveDevices(true)
                        .setExtUnixSk(true)
                        .addExternal("unix[12]")
                        .addExternal("tty[8800:1]:con")
                        .addExternal("veth[eth0]:veth7@br0")
                        .setLinkRemap(true)
                        .setGhostLimitBytes(4 << 20)
                        .setFileLocks(true)
                        .setForceIrmap(true)
                        .addIrmapScanPaths("/srv")
                        .setManageCgroups("full")
                        .addCgroupRoots("cpu:/a")
                        .addCpuCaps("ins")
                        .addCpuCaps("cpu")
                        .setShellJob(true)
                        .addAllNamespaces(List.of("mnt", "net", "pid"))
                        .setRoot("/srv/root")
                        .addAllActionScripts(List.of("/opt/a", "/opt/b"))
                        .setLogFile("restore.log")
                        .setLogPid(true)
                        .addAllServiceAddresses(List.of("10.0.0.7/24", "fd00::7/64"))
                        .build());
        assertThat(target.message(INSPECT_TARGET).getInspectTarget().getOptions())
                .isEqualTo(options);
        assertThat(target.message(PREPARE_TARGET).getPrepareTarget().getOptions())
                .isEqualTo(options);
        assertThat(source.message(START_SOURCE).getStartSource().getOptions()).isEqualTo(options);
    }

    @Test
    void shouldTakeTheOldFormOfExternalSockets() {
        run("--ext-unix-sk=12,13");
        MigrationOptions options =
                source.message(INSPECT_SOURCE).getInspectSource().getOptions();
        assertThat(options.getExtUnixSk()).isFalse();
        assertThat(options.getExternalList()).containsExactly("unix[12]", "unix[13]");
    }

    @Test
    void shouldRefuseOptionsThatMakeNoSenseByName() {
        assertThat(usageError("--network-lock", "ebtables")).contains("--network-lock 'ebtables'", "iptables");
        assertThat(usageError("-n", "pid,moon")).contains("--namespaces 'moon'");
        assertThat(usageError("--external", "unix")).contains("--external 'unix'", "KIND[KEY]");
        assertThat(usageError("--ext-unix-sk=12,x")).contains("--ext-unix-sk 'x' is no inode number");
        assertThat(usageError("--veth-pair", "eth0")).contains("--veth-pair 'eth0'", "IN=OUT");
        assertThat(usageError("--action-script", "hook.sh")).contains("--action-script 'hook.sh'");
        assertThat(usageError("--root", "here")).contains("--root 'here'");
        assertThat(usageError("-o", "../log")).contains("--log-file '../log'");
        assertThat(usageError("--log-pid")).contains("--log-file");
        assertThat(usageError("--ghost-limit", "much")).contains("'much' is no size");
        assertThat(usageError("--ghost-limit", "999999999999G")).contains("more than can be counted");
        assertThat(usageError("--evasive-gadgets")).contains("--evasive-gadgets");
        assertThat(source.received()).isEmpty();
    }

    @Test
    void shouldTellBothNumbersOfATreeInItsOwnPidNamespace() throws IOException {
        target.on(
                COMMIT,
                (peer, request) -> FakeAgent.answer(
                        peer,
                        request,
                        FromAgent.newBuilder()
                                .setResumed(Resumed.newBuilder()
                                        .setPid(4711)
                                        .setNamespacePid(1)
                                        .setResumedUnixNanos(FakeAgent.FROZEN_UNIX_NANOS + 150_000_000)
                                        .addWarnings("post-resume failed"))));

        assertThat(run("--json", "--pidfile", folder.resolve("pid").toString())).isZero();

        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.path("pid").asInt()).isEqualTo(4711);
        assertThat(json.path("namespacePid").asInt()).isEqualTo(1);
        assertThat(folder.resolve("pid")).hasContent("4711");
        assertThat(Files.readString(folder.resolve("events.jsonl")))
                .contains("\"pid\":4711,\"namespacePid\":1")
                .contains("pid 4711 (1 in its own pid namespace)");
        assertThat(text(err)).contains("post-resume failed");
    }

    @Test
    void shouldSayWhereTheLogsAre() {
        target.on(
                PREPARE_TARGET,
                (peer, request) -> FakeAgent.answer(
                        peer,
                        request,
                        FromAgent.newBuilder()
                                .setTargetPrepared(TargetPrepared.newBuilder()
                                        .setStreamPort(7070)
                                        .setLogDirectory("/var/lib/crj/logs/m"))));

        assertThat(run("--no-progress", "-o", "restore.log")).isZero();
        assertThat(text(out)).contains("the log of the restore is on 127.0.0.1 in /var/lib/crj/logs/m");
    }

    @Test
    void shouldDocumentExitCodesAndDefaults() {
        assertThat(execute("--help")).isZero();
        assertThat(text(out))
                .contains("130   cancelled and rolled back")
                .contains("${XDG_STATE_HOME:-/var/lib}/crj/events.jsonl")
                .contains("(default 300ms)")
                .doesNotContain("crj.coordinator");
    }

    private String usageError(String... more) {
        err.reset();
        assertThat(run(more)).isEqualTo(2);
        return text(err);
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--from",
                source.address().toString(),
                "--to",
                target.address().toString(),
                "--events-file",
                folder.resolve("events.jsonl").toString(),
                "42"));
        if (!List.of(more).contains("--decision-log")) {
            arguments.add("--decision-log");
            arguments.add(folder.resolve("migrations").toString());
        }
        arguments.addAll(List.of(more));
        return execute(arguments.toArray(String[]::new));
    }

    /** With standard output and error caught. */
    private int execute(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = MigrateMain.commandLine(new Interruption());
            return line.execute(arguments);
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
