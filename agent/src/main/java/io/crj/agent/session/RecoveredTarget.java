package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.machine.TargetState;
import io.crj.agent.machine.VesselEvidence;
import io.crj.engine.journal.Recovery;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.FromAgent;
import io.crj.wire.stream.StreamReceiver;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A target whose agent is gone: all that is left is what its journal names. */
final class RecoveredTarget implements TargetWork {

    private static final String ADDRESSES = "addresses";
    private static final String ROOT = "root";

    private final AgentParts parts;
    private final MigrationJournal journal;
    private final boolean sameBoot;

    RecoveredTarget(AgentParts parts, MigrationJournal journal, boolean sameBoot) {
        this.parts = parts;
        this.journal = journal;
        this.sameBoot = sameBoot;
    }

    /** Notes which addresses come with the commit, for whoever has to carry it out. */
    static void rememberAddresses(MigrationJournal journal, List<ServiceAddress> arriving) {
        journal.remember(
                ADDRESSES, arriving.stream().map(ServiceAddress::toString).collect(Collectors.joining(" ")));
    }

    /** Notes the pid of a vessel that is complete and outlives this agent. */
    static void rememberRoot(MigrationJournal journal, int pid) {
        journal.remember(ROOT, Integer.toString(pid));
    }

    /** What {@link #rememberRoot} was told. */
    static Optional<Integer> root(MigrationJournal journal) {
        return Optional.of(journal.fact(ROOT)).filter(text -> !text.isEmpty()).map(Integer::valueOf);
    }

    private List<ServiceAddress> addresses() {
        return Arrays.stream(journal.fact(ADDRESSES).split(" "))
                .filter(text -> !text.isEmpty())
                .map(ServiceAddress::parse)
                .toList();
    }

    @Override
    public FromAgent prepare() {
        throw gone();
    }

    @Override
    public void fill() {
        throw gone();
    }

    @Override
    public FromAgent complete() {
        throw gone();
    }

    /** A vessel without a note was held by its agent alone and died with it, or was let run and then its note went. */
    @Override
    public VesselEvidence look() {
        if (!sameBoot) {
            return VesselEvidence.HOST_RESTARTED;
        }
        boolean waited = journal.state().name().equals(TargetState.READY.name());
        VesselEvidence seen = parts.vessels()
                .find(journal.effects())
                .map(Vessels.Vessel::evidence)
                .orElse(waited || root(journal).isEmpty() ? VesselEvidence.GONE : VesselEvidence.RUNS);
        return waited && seen == VesselEvidence.GONE ? VesselEvidence.NEVER_RAN : seen;
    }

    @Override
    public FromAgent resume() {
        new AddressMove(parts.addresses(), addresses(), journal).arrive();
        recovery().complete();
        journal.allGone();
        int pid = root(journal).orElse(journal.header().pid());
        return Arrivals.message(
                parts.proc(), pid, Instant.now(), List.of("the agent was started anew in between"), Map.of());
    }

    @Override
    public void settle() {
        // Nothing: it runs as it should, and what its agent may not have crossed out yet goes with the journal's end.
    }

    @Override
    public FromAgent undo(String why) {
        recovery().undo();
        journal.allGone();
        return Answers.aborted(List.of());
    }

    private Recovery recovery() {
        Recovery all = Recovery.of(journal.effects(), parts.aftermaths());
        return sameBoot ? all : all.afterRestartOfHost();
    }

    @Override
    public void interrupt(String why) {
        // Nothing of it waits for anybody.
    }

    @Override
    public Optional<StreamReceiver> receiver() {
        return Optional.empty();
    }

    private static IllegalStateException gone() {
        return new IllegalStateException("the agent that began this is gone");
    }
}
