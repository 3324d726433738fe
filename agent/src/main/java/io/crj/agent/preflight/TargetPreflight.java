package io.crj.agent.preflight;

import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.engine.linux.feature.KernelFeatures;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.nio.file.Path;
import java.util.List;

/** All that is checked on the target before anything is touched. */
public final class TargetPreflight {

    private final HostDescription host;
    private final List<TargetCheck> checks;

    public TargetPreflight(HostDescription host, Path proc, ConfiguredAddresses configured, HostAddresses addresses) {
        this.host = host;
        checks = List.of(
                new PidCheck(proc),
                new FileCheck(),
                new LockCheck(),
                new AddressCheck(configured, addresses),
                new PortCheck(proc),
                new MemoryCheck(proc));
    }

    public Findings inspect(SourceReport source, MigrationOptions options) {
        Findings findings = new Findings();
        new HostCheck(host, options.getCpuCapsList()).check(source, findings);
        new KernelCheck(host.facts().getKernelRelease(), KernelFeatures.all()).check(source, findings);
        new OptionCheck(options).check(source, findings);
        checks.forEach(check -> check.check(source, findings));
        return findings;
    }
}
