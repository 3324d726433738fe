package io.crj.coordinator.cli;

import static io.crj.wire.message.ToAgent.BodyCase.ABORT;
import static io.crj.wire.message.ToAgent.BodyCase.COMMIT;
import static io.crj.wire.message.ToAgent.BodyCase.LIST_MIGRATIONS;
import static io.crj.wire.message.ToAgent.BodyCase.STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.testing.FakeAgent;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationEntry;
import io.crj.wire.message.MigrationList;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The subcommands in this JVM, with real files and fake agents. */
@Timeout(60)
class OperatorCommandsTest {

    private final EventLoops loops = EventLoops.start();
    private final FakeAgent source = new FakeAgent(loops, "hostA");
    private final FakeAgent target = new FakeAgent(loops, "hostB");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private FileMigrationLog log;

    @BeforeEach
    void open() {
        log = new FileMigrationLog(folder.resolve("migrations"));
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        loops.close();
    }

    @Test
    void shouldListWhatIsRecorded() throws IOException {
        orphan("m-1", null);
        orphan("m-2", Decision.COMMIT);

        assertThat(run("list")).isZero();
        assertThat(text(out).lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).startsWith("m-1").contains("redis-server (pid 42)", "no decision"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("m-2").contains("COMMIT decided", "crj-migrate recover"));
        out.reset();
        assertThat(run("list", "--json")).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json).hasSize(2);
        assertThat(json.get(0).path("led").asBoolean(true)).isFalse();
    }

    @Test
    void shouldAbortAnOrphanWithoutDecision() {
        orphan("m-1", null);

        assertThat(run("recover")).isZero();

        assertThat(source.received()).containsExactly(ABORT);
        assertThat(target.received()).containsExactly(ABORT);
        assertThat(text(out)).contains("m-1: redis-server (pid 42)", "rolled back; the tree runs on at the source");
        assertThat(logged("m-1").isEnded()).isTrue();
        out.reset();
        assertThat(run("recover", "--json")).isZero();
        assertThat(text(out)).isEqualTo("[]\n");
    }

    @Test
    void shouldFinishAnOrphanThatIsDecidedAndPublishItsEnd() throws IOException {
        orphan("m-1", Decision.COMMIT);

        assertThat(run("recover", "--json")).isZero();

        assertThat(target.received()).containsExactly(COMMIT);
        assertThat(source.received()).containsExactly(COMMIT);
        JsonNode json = new ObjectMapper().readTree(out.toByteArray()).get(0);
        assertThat(json.path("state").asText()).isEqualTo("done");
        assertThat(json.path("settled").asBoolean()).isTrue();
        List<String> events = Files.readAllLines(folder.resolve("events.jsonl"));
        assertThat(events.get(events.size() - 1))
                .contains("io.crj.migration.done")
                .contains("\"sequence\":1000003");
    }

    /** A killed command leaves any prefix of its file. */
    @Test
    void shouldBringWhateverAKilledCommandLeftToItsEnd() throws IOException {
        orphan("m-1", Decision.COMMIT);
        Path file = folder.resolve("migrations/m-1.log");
        byte[] whole = Files.readAllBytes(file);
        String records = new String(whole, StandardCharsets.UTF_8);
        int begun = records.indexOf('\n') + 1;
        for (int length : new int[] {0, begun - 1, begun, begun + 1, whole.length - 1, whole.length}) {
            source.received().clear();
            target.received().clear();
            Files.write(file, Arrays.copyOf(whole, length));

            assertThat(run("recover")).as("prefix %d", length).isZero();

            ToAgent.BodyCase told = length == whole.length ? COMMIT : ABORT;
            if (length < begun) {
                assertThat(source.received()).as("prefix %d", length).isEmpty();
            } else {
                assertThat(source.received()).as("prefix %d", length).containsExactly(told);
                assertThat(target.received()).as("prefix %d", length).containsExactly(told);
                assertThat(logged("m-1").isEnded()).isTrue();
            }
        }
    }

    @Test
    void shouldSayWhatCannotBeCarriedOutNowAndDoItWhenRepeated() {
        orphan("m-1", Decision.COMMIT);
        int port = target.address().port();
        target.close();

        assertThat(run("recover", "--wait", "500ms")).isEqualTo(5);
        assertThat(text(err)).contains("in doubt").contains("start the target's agent again");

        try (FakeAgent back = new FakeAgent(loops, "hostB", port)) {
            assertThat(run("recover")).isZero();
            assertThat(back.received()).containsExactly(COMMIT);
        }
        assertThat(logged("m-1").isEnded()).isTrue();
    }

    @Test
    void shouldReturnATreeWhoseVesselIsLost() {
        orphan("m-1", Decision.COMMIT);
        target.failOn(COMMIT, Error.Code.VESSEL_LOST, "the host was started anew");

        assertThat(run("recover")).isZero();

        assertThat(source.received()).containsExactly(ABORT);
        assertThat(text(out)).contains("rolled back", "the host was started anew");
    }

    @Test
    void shouldLeaveAloneWhatSomebodyLeads() {
        try (OwnedMigration led = log.begin(begun("m-1"))) {
            assertThat(run("recover")).isZero();
            assertThat(source.received()).isEmpty();
            assertThat(text(err))
                    .contains("m-1 is left alone")
                    .contains(led.found().owner().toString());
            assertThat(run("resolve", "--abort", "m-1")).isEqualTo(3);
        }
    }

    @Test
    void shouldCancelWhoeverLeadsIt() {
        try (OwnedMigration led = log.begin(begun("m-1"))) {
            assertThat(run("cancel", "m-1")).isZero();
            assertThat(text(out)).contains("rolled back", "cancelled with crj-migrate cancel");
            assertThat(led.decide(Decision.COMMIT)).isEqualTo(Decision.ABORT);
        }
        assertThat(source.received()).containsExactly(ABORT);
        assertThat(target.received()).containsExactly(ABORT);
    }

    @Test
    void shouldSayThatItIsTooLateToCancel() {
        orphan("m-1", Decision.COMMIT);

        assertThat(run("cancel", "m-1")).isEqualTo(6);

        assertThat(text(err)).contains("too late").contains("COMMIT");
        assertThat(source.received()).isEmpty();
        assertThat(run("cancel", "no-such")).isEqualTo(3);
    }

    @Test
    void shouldShowWhoIsInDoubtSinceWhenAndWhatToDo() throws IOException {
        orphan("m-1", null);
        says(
                source,
                StatusReply.newBuilder()
                        .setState(MigrationState.PREPARED)
                        .setInDoubt(true)
                        .setPid(42)
                        .setWaitsFor("the decision")
                        .setSinceUnixNanos(1_700_000_000_000_000_000L));
        target.close();

        assertThat(run("status", "m-1")).isEqualTo(5);
        assertThat(text(out))
                .contains(
                        "source 127.0.0.1:" + source.address().port() + " has voted and holds the tree frozen, pid 42")
                .contains("IN DOUBT since 2023-11-1")
                .contains("waits for the decision")
                .contains("target " + target.address() + " cannot be asked")
                .contains("to do: start the target's agent; then crj-migrate recover m-1");
        out.reset();
        run("status", "--json", "m-1");
        JsonNode json = new ObjectMapper().readTree(out.toByteArray()).get(0);
        assertThat(json.path("source").path("inDoubt").asBoolean()).isTrue();
        assertThat(json.path("target").path("state").asText()).isEqualTo("SILENT");
    }

    @Test
    void shouldAskAnAgentWhatItHolds() {
        source.on(
                LIST_MIGRATIONS,
                (peer, request) -> FakeAgent.answer(
                        peer,
                        request,
                        FromAgent.newBuilder()
                                .setMigrationList(MigrationList.newBuilder()
                                        .addMigrations(MigrationEntry.newBuilder()
                                                .setMigrationId("m-7")
                                                .setStatus(StatusReply.newBuilder()
                                                        .setState(MigrationState.READY)
                                                        .setSide(io.crj.wire.message.Side.SIDE_TARGET)
                                                        .setInDoubt(true))))));

        assertThat(run("status", "--agent", source.address().toString())).isEqualTo(5);
        assertThat(text(out)).contains("m-7  target 127.0.0.1").contains("IN DOUBT");
    }

    @Test
    void shouldCommitByAnOperatorsWordOnlyWithBothVotes() {
        orphan("m-1", null);
        says(source, StatusReply.newBuilder().setState(MigrationState.PREPARED));
        says(target, StatusReply.newBuilder().setState(MigrationState.COMPLETING));

        assertThat(run("resolve", "--commit", "m-1")).isEqualTo(3);
        assertThat(text(err)).contains("refused").contains("no complete vessel");
        assertThat(logged("m-1").decision()).isNull();

        says(target, StatusReply.newBuilder().setState(MigrationState.READY));
        assertThat(run("resolve", "--commit", "m-1")).isZero();
        assertThat(target.received()).containsExactly(STATUS, STATUS, COMMIT);
        assertThat(logged("m-1").decision()).isEqualTo(Decision.COMMIT);
    }

    @Test
    void shouldAbortByAnOperatorsWordWithoutADecision() {
        orphan("m-1", null);

        assertThat(run("resolve", "--abort", "--wait", "500ms", "m-1")).isZero();
        assertThat(logged("m-1").decision()).isEqualTo(Decision.ABORT);
    }

    @Test
    void shouldRefuseToAbortAfterCommitUnlessTheTargetCertifiesItsLoss() {
        orphan("m-1", Decision.COMMIT);
        says(source, StatusReply.newBuilder().setState(MigrationState.PREPARED));
        says(target, StatusReply.newBuilder().setState(MigrationState.RESUMED));

        assertThat(run("resolve", "--abort", "m-1")).isEqualTo(3);
        assertThat(run("resolve", "--abort", "--force", "m-1")).isEqualTo(3);
        assertThat(text(err)).contains("two copies");
        assertThat(source.received()).doesNotContain(ABORT);

        says(target, StatusReply.newBuilder().setState(MigrationState.LOST));
        target.failOn(COMMIT, Error.Code.VESSEL_LOST, "lost");
        assertThat(run("resolve", "--abort", "m-1")).isZero();
        assertThat(source.received()).endsWith(ABORT);
    }

    @Test
    void shouldForceAnAbortOnlyWhenToldToAndSayWhatItRisks() {
        orphan("m-1", Decision.COMMIT);
        says(source, StatusReply.newBuilder().setState(MigrationState.PREPARED));
        target.close();

        assertThat(run("resolve", "--abort", "m-1")).isEqualTo(3);
        assertThat(text(err)).contains("two copies").contains("--force");

        assertThat(run("resolve", "--abort", "--force", "m-1")).isZero();
        assertThat(source.message(ABORT).getAbort().getForced()).isTrue();
        assertThat(logged("m-1").isEnded()).isTrue();
    }

    @Test
    void shouldResolveWhatNoLogKnowsOnlyWhenForcedAndOnlyWithoutASecondCopy() {
        String[] lost = {
            "--from", source.address().toString(), "--to", target.address().toString(), "m-1"
        };
        says(source, StatusReply.newBuilder().setState(MigrationState.PREPARED));
        says(target, StatusReply.newBuilder().setState(MigrationState.RESUMED));

        assertThat(run(words(lost, "resolve", "--abort"))).isEqualTo(3);
        assertThat(text(err)).contains("no log here knows m-1").contains("two copies");
        assertThat(log.find("m-1")).isEmpty();
        assertThat(run(words(lost, "resolve", "--abort", "--force"))).isEqualTo(3);
        assertThat(source.received()).doesNotContain(ABORT);

        says(target, StatusReply.newBuilder().setState(MigrationState.READY));
        assertThat(run(words(lost, "resolve", "--commit", "--force"))).isZero();
        assertThat(target.received()).endsWith(COMMIT);
        assertThat(logged("m-1").decision()).isEqualTo(Decision.COMMIT);
    }

    private static String[] words(String[] last, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(last));
        return all.toArray(String[]::new);
    }

    @Test
    void shouldLetAnOperatorSayWhetherATreeRanThatIsGoneOnTheTarget() {
        orphan("m-1", Decision.COMMIT);
        says(source, StatusReply.newBuilder().setState(MigrationState.PREPARED));
        says(target, StatusReply.newBuilder().setState(MigrationState.RESUMING).setTreeGone(true));

        assertThat(run("resolve", "--commit", "m-1")).isEqualTo(3);
        assertThat(text(err)).contains("the only copy");
        assertThat(run("resolve", "--abort", "--force", "m-1")).isZero();
        assertThat(target.message(ABORT).getAbort().getForced()).isTrue();
        assertThat(source.received()).endsWith(ABORT);
    }

    @Test
    void shouldEndOrphansBeforeANewMigration() {
        orphan("m-1", null);

        assertThat(run(
                        "--from",
                        source.address().toString(),
                        "--to",
                        target.address().toString(),
                        "--no-progress",
                        "42"))
                .isZero();

        assertThat(text(err)).contains("found unfinished: m-1").contains("rolled back");
        assertThat(logged("m-1").isEnded()).isTrue();
    }

    @Test
    void shouldExplainEachSubcommand() {
        for (String name : List.of("list", "status", "cancel", "resolve", "recover")) {
            out.reset();
            assertThat(execute(name, "--help")).as(name).isZero();
            assertThat(text(out)).contains("--decision-log").contains("--json");
        }
        assertThat(execute("resolve", "m-1")).isEqualTo(2);
        assertThat(execute("resolve", "--commit", "--abort", "m-1")).isEqualTo(2);
    }

    private void orphan(String id, Decision decision) {
        log.begin(begun(id)).close();
        if (decision != null) {
            log.decide(id, decision);
        }
    }

    private Begun begun(String id) {
        AgentAddress to = target.address();
        return new Begun(id, source.address(), to, 42, "redis-server", Instant.now());
    }

    private LoggedMigration logged(String id) {
        return log.find(id).orElseThrow();
    }

    private static void says(FakeAgent agent, StatusReply.Builder reply) {
        agent.on(
                STATUS,
                (peer, request) ->
                        FakeAgent.answer(peer, request, FromAgent.newBuilder().setStatusReply(reply)));
    }

    private int run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--decision-log", folder.resolve("migrations").toString()));
        if (!List.of("list", "status").contains(words[0])) {
            arguments.addAll(
                    List.of("--events-file", folder.resolve("events.jsonl").toString()));
        }
        return execute(arguments.toArray(String[]::new));
    }

    /** With standard output and error caught. */
    private int execute(String... arguments) {
        PrintStream outBefore = System.out;
        PrintStream errBefore = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return MigrateMain.commandLine(new Interruption()).execute(arguments);
        } finally {
            System.setOut(outBefore);
            System.setErr(errBefore);
        }
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
