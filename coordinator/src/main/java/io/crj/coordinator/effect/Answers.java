package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Arrival;
import io.crj.coordinator.migration.FreezeFigures;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.MigrationInput.AgentFailed;
import io.crj.coordinator.migration.RoundFigures;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.SourceFacts;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.Resumed;
import io.crj.wire.message.RoundDone;
import io.crj.wire.message.SourceReport;

/** Turns agents' answers into the machine's inputs. */
final class Answers {

    private Answers() {}

    /** Any answer; an {@link Error}, or what no request of ours can bring, is a failure that names the host. */
    static MigrationInput toInput(Side side, AgentAddress from, FromAgent answer) {
        return switch (answer.getBodyCase()) {
            case SOURCE_REPORT -> new MigrationInput.SourceInspected(facts(answer.getSourceReport()));
            case TARGET_REPORT ->
                new MigrationInput.TargetInspected(answer.getTargetReport().getRefusalsList().stream()
                        .map(refusal -> named(from, refusal))
                        .toList());
            case TARGET_PREPARED ->
                new MigrationInput.TargetPrepared(answer.getTargetPrepared().getStreamPort());
            case SOURCE_STARTED -> new MigrationInput.SourceStarted();
            case ROUND_DONE -> new MigrationInput.RoundDone(round(answer.getRoundDone()));
            case PREPARED -> new MigrationInput.Prepared(freeze(answer.getPrepared()));
            case READY -> new MigrationInput.Ready();
            case RESUMED -> new MigrationInput.Resumed(arrival(answer.getResumed()));
            case REAPED -> new MigrationInput.Reaped();
            case ABORTED -> new MigrationInput.Aborted(side);
            case ERROR -> failure(side, named(from, answer.getError().getMessage()), answer.getError());
            default ->
                new AgentFailed(side, from + " answered with " + answer.getBodyCase() + ", which was not asked for");
        };
    }

    private static MigrationInput failure(Side side, String message, Error error) {
        return side == Side.TARGET && error.getCode() == Error.Code.VESSEL_LOST
                ? new MigrationInput.VesselLost(message)
                : new AgentFailed(side, message);
    }

    private static String named(AgentAddress from, String message) {
        return message.contains(from.host()) ? message : from.host() + ": " + message;
    }

    private static SourceFacts facts(SourceReport report) {
        return new SourceFacts(
                report.getPid(),
                report.getCommand(),
                report.getPidsCount(),
                report.getTidsCount(),
                report.getResidentBytes(),
                report.getConnectionsCount());
    }

    private static RoundFigures round(RoundDone done) {
        return new RoundFigures(
                done.getNumber(),
                done.getPagesScanned(),
                done.getPagesSent(),
                done.getBytesRaw(),
                done.getBytesSent(),
                done.getDurationNanos(),
                done.getPagesDirtyEstimate());
    }

    private static FreezeFigures freeze(Prepared prepared) {
        return new FreezeFigures(
                prepared.getPagesSent(),
                prepared.getPagesTotal(),
                prepared.getBytesSent(),
                prepared.getFrozenUnixNanos(),
                prepared.getPhaseNanosMap());
    }

    private static Arrival arrival(Resumed resumed) {
        return new Arrival(
                resumed.getPid(), resumed.getNamespacePid(), resumed.getResumedUnixNanos(), resumed.getPhaseNanosMap());
    }
}
