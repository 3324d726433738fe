package io.crj.agent.session;

import io.crj.agent.options.EngineOptions;
import io.crj.agent.preflight.Findings;
import io.crj.agent.preflight.MovingAddresses;
import io.crj.agent.preflight.OptionCheck;
import io.crj.engine.Dumper;
import io.crj.engine.TreeReport;
import io.crj.engine.hook.Hooks;
import io.crj.engine.journal.Journal;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.nio.file.Files;
import java.util.List;

/** Looks at a tree that is to leave; whatever stands against it is a {@link RefusedException}. */
final class SourceInspection {

    private final AgentParts parts;

    SourceInspection(AgentParts parts) {
        this.parts = parts;
    }

    /** What is there, and the addresses that go with it. */
    record Tree(TreeReport report, List<ServiceAddress> moving) {}

    SourceReport inspect(int pid, String migrationId, MigrationOptions options) {
        try (Dumper dumper = open(pid, migrationId, options, Hooks.NONE, Journal.NONE)) {
            Tree tree = examine(dumper, options);
            TreeReport found = tree.report();
            return ReportMessages.toMessage(found, tree.moving(), parts.host().facts()).toBuilder()
                    .setRights(Rights.read(parts.proc(), found.pid(), found.pids()))
                    .build();
        }
    }

    /** Opens a dumper, which refuses what it cannot carry. */
    Dumper open(int pid, String migrationId, MigrationOptions options, Hooks hooks, Journal journal) {
        if (pid <= 0 || !Files.exists(parts.proc().resolve(Integer.toString(pid)))) {
            throw new NoSuchProcessException("no process " + Integer.toUnsignedString(pid) + " on "
                    + parts.host().name());
        }
        return parts.engine().openDumper(EngineOptions.of(options).dump(pid, migrationId), hooks, journal);
    }

    Tree examine(Dumper dumper, MigrationOptions options) {
        TreeReport report = dumper.report();
        Findings findings = new Findings();
        new OptionCheck(options).bothHosts(findings);
        List<ServiceAddress> moving = new MovingAddresses(parts.configured(), parts.addresses())
                .choose(report, options.getServiceAddressesList(), findings);
        if (!findings.refusals().isEmpty()) {
            throw new RefusedException(String.join("; ", findings.refusals()));
        }
        return new Tree(report, moving);
    }
}
