package io.crj.agent.options;

import io.crj.engine.DumpOptions;
import io.crj.engine.External;
import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.cgroup.GroupOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.ActionScripts;
import io.crj.engine.hook.Hooks;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.wire.message.MigrationOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The one place where a message's options become the engine's: for the dump on the source and the restore on the target, so
 * that both have the same. The message is not trusted: an {@link OptionException} names what is wrong with it.
 */
public final class EngineOptions {

    private final MigrationOptions message;
    private final TreeOptions tree;
    private final NetworkLockMethod lock;

    private EngineOptions(MigrationOptions message) {
        MessageLimits.check(message);
        this.message = message;
        try {
            this.tree = TreeOptions.builder()
                    .tcpEstablished(message.getTcpEstablished())
                    .tcpClose(message.getTcpClose())
                    .skipInFlight(message.getSkipInFlight())
                    .evasiveDevices(message.getEvasiveDevices())
                    .extUnixSk(message.getExtUnixSk())
                    .linkRemap(message.getLinkRemap())
                    .ghostLimitBytes(
                            message.hasGhostLimitBytes()
                                    ? message.getGhostLimitBytes()
                                    : TreeOptions.DEFAULT_GHOST_LIMIT_BYTES)
                    .fileLocks(message.getFileLocks())
                    .forceIrmap(message.getForceIrmap())
                    .irmapScanPaths(message.getIrmapScanPathsList())
                    .groups(GroupOptions.of(message.getManageCgroups(), message.getCgroupRootsList()))
                    .shellJob(message.getShellJob())
                    .namespaces(namespaces(message.getNamespacesList()))
                    .external(message.getExternalList().stream()
                            .map(External::parse)
                            .toList())
                    .migration(true)
                    .build();
            this.lock = NetworkLockMethod.parse(message.getNetworkLock());
        } catch (EngineException unknown) {
            throw new OptionException(unknown.getMessage(), unknown);
        }
    }

    /** Checks the message. */
    public static EngineOptions of(MigrationOptions message) {
        return new EngineOptions(message);
    }

    public TreeOptions tree() {
        return tree;
    }

    public DumpOptions dump(int pid, String migrationId) {
        return DumpOptions.of(pid).withTree(tree).withNetworkLock(lock).withLockId(migrationId);
    }

    /** Of a tree whose addresses may arrive last. */
    public RestoreOptions restore(String migrationId) {
        return RestoreOptions.of(migrationId)
                .withTree(tree)
                .withForeignAddresses(true)
                .withRoot(message.getRoot());
    }

    /**
     * The action scripts; there is no image directory for them.
     *
     * @param late gets a sentence for each failure that comes too late to matter
     * @throws OptionException naming a script that cannot run here
     */
    public Hooks hooks(Consumer<String> late) {
        try {
            return ActionScripts.of(
                    message.getActionScriptsList().stream().map(Path::of).toList(), "", Path.of("/"), late);
        } catch (EngineException unusable) {
            throw new OptionException(unusable.getMessage(), unusable);
        }
    }

    private static Set<NamespaceKind> namespaces(List<String> names) {
        return names.isEmpty() ? Set.of() : NamespaceKind.parse(String.join(",", names));
    }
}
