package io.crj.agent.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.crj.engine.DumpOptions;
import io.crj.engine.External;
import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.cgroup.GroupMode;
import io.crj.engine.cgroup.GroupOptions;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.wire.message.MigrationOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {

    private static MigrationOptions.Builder options() {
        return MigrationOptions.newBuilder();
    }

    @Test
    void shouldGiveDumpAndRestoreTheSameChoice() {
        EngineOptions options = EngineOptions.of(options()
                .setTcpEstablished(true)
                .setTcpClose(true)
                .setSkipInFlight(true)
                .setNetworkLock("skip")
                .setEvasiveDevices(true)
                .setExtUnixSk(true)
                .setLinkRemap(true)
                .setGhostLimitBytes(12)
                .setFileLocks(true)
                .setForceIrmap(true)
                .addIrmapScanPaths("/srv")
                .setManageCgroups("full")
                .addCgroupRoots("cpu:/a")
                .addCgroupRoots("/b")
                .setShellJob(true)
                .addNamespaces("pid")
                .addNamespaces("uts")
                .addExternal("veth[eth0]:veth7@br0")
                .setRoot("/srv/root")
                .build());

        TreeOptions expected = TreeOptions.builder()
                .tcpEstablished(true)
                .tcpClose(true)
                .skipInFlight(true)
                .evasiveDevices(true)
                .extUnixSk(true)
                .linkRemap(true)
                .ghostLimitBytes(12)
                .fileLocks(true)
                .forceIrmap(true)
                .irmapScanPaths(List.of("/srv"))
                .groups(new GroupOptions(GroupMode.FULL, Map.of("cpu", "/a", "*", "/b"), List.of(), "", "", ""))
                .shellJob(true)
                .namespaces(Set.of(NamespaceKind.PID, NamespaceKind.UTS))
                .external(List.of(new External("veth", "eth0", "veth7@br0")))
                .migration(true)
                .build();
        DumpOptions dump = options.dump(7, "m1");
        assertThat(dump).isEqualTo(new DumpOptions(7, expected, NetworkLockMethod.SKIP, "m1", false));
        RestoreOptions restore = options.restore("m1");
        assertThat(restore.tree()).isEqualTo(expected);
        assertThat(restore.root()).isEqualTo("/srv/root");
        assertThat(restore.lockId()).isEqualTo("m1");
        assertThat(restore.foreignAddresses()).isTrue();
    }

    @Test
    void shouldTakeDefaultsForWhatIsNotSet() {
        EngineOptions options = EngineOptions.of(MigrationOptions.getDefaultInstance());
        assertThat(options.tree())
                .isEqualTo(TreeOptions.builder().migration(true).build());
        assertThat(options.dump(7, "m1").networkLock()).isEqualTo(NetworkLockMethod.NFTABLES);
    }

    @Test
    void shouldRefuseByNameWhatItDoesNotKnow() {
        assertRefused(options().setNetworkLock("NFTABLES"), "--network-lock 'NFTABLES' is not known");
        assertRefused(options().addNamespaces("moon"), "'moon' is no kind of namespace");
        assertRefused(options().setManageCgroups("hard"), "--manage-cgroups", "hard");
        assertRefused(options().addCgroupRoots("cpu"), "--cgroup-root cpu: expected /PATH");
        assertRefused(options().addCpuCaps("mmx"), "--cpu-cap mmx: there are fpu");
        assertRefused(options().addIrmapScanPaths("srv"), "--irmap-scan-path 'srv' does not begin with /");
        assertRefused(options().addExternal("veth"), "--external veth", "KIND[KEY]");
        assertRefused(options().addExternal("dev[1/5]:zero"), "--external dev[1/5]:zero", "'dev' is not supported yet");
        assertRefused(
                options()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        999,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(1)
                                                .build())
                                .build()),
                "option number 999",
                "same release");
    }

    @Test
    void shouldRefuseWhatIsOutOfBounds() {
        assertRefused(options().addActionScripts("run-me"), "--action-script 'run-me'");
        assertRefused(options().setRoot("srv"), "--root 'srv'");
        assertRefused(options().setGhostLimitBytes(-1), "--ghost-limit");
        assertRefused(options().setLogFile("../../etc/passwd"), "--log-file '../../etc/passwd'");
        assertRefused(options().setLogPid(true), "--log-file");
        assertRefused(options().addExternal("unix[" + "1".repeat(600) + "]"), "--external", "512");
        assertRefused(options().addActionScripts("/a\nb"), "--action-script '/a?b'");
        MigrationOptions.Builder many = options();
        for (int i = 0; i < 17; i++) {
            many.addActionScripts("/s" + i);
        }
        assertRefused(many, "--action-script is given 17 times", "16");
    }

    private static void assertRefused(MigrationOptions.Builder options, String... texts) {
        assertThatThrownBy(() -> EngineOptions.of(options.build()))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll(texts);
    }
}
