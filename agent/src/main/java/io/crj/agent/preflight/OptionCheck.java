package io.crj.agent.preflight;

import io.crj.agent.options.EngineOptions;
import io.crj.agent.options.OptionException;
import io.crj.engine.error.EngineException;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the options name must be on this host. */
public final class OptionCheck implements TargetCheck {

    private final MigrationOptions options;

    /** @param options checked already */
    public OptionCheck(MigrationOptions options) {
        this.options = options;
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        bothHosts(findings);
        String root = options.getRoot();
        if (!root.isEmpty() && !Files.isDirectory(Path.of(root))) {
            findings.refuse("--root " + root + " is no directory on this host");
        }
    }

    /** What is needed on the source as well. */
    public void bothHosts(Findings findings) {
        try {
            EngineOptions.of(options).hooks(late -> {});
        } catch (OptionException unusable) {
            findings.refuse(unusable.getMessage() + "; it is run on both hosts");
        }
        try {
            NetworkLocks.check(NetworkLockMethod.parse(options.getNetworkLock()));
        } catch (EngineException missing) {
            findings.refuse(missing.getMessage());
        }
    }
}
