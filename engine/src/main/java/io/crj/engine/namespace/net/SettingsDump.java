package io.crj.engine.namespace.net;

import static io.crj.engine.namespace.net.Sysctls.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.NetSetting;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.image.proto.SysctlEntry;
import io.crj.engine.image.proto.SysctlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the settings of the calling thread's network namespace. */
final class SettingsDump {

    /** Another name of {@code conf/all/forwarding}; and what stands in the description of a device. */
    private static final Set<String> ELSEWHERE = Set.of("ip_forward", "addr_gen_mode");

    private static final int MAX_DEPTH = 16;

    private static final Set<String> LISTED4 = new HashSet<>(CONF4);
    private static final Set<String> LISTED6 = new HashSet<>(CONF6);

    private SettingsDump() {}

    /** Those of IPv4 of a device, or of {@code all} or {@code default}. */
    static List<SysctlEntry> conf4(String device) {
        return CONF4.stream()
                .map(name -> entry(IPV4 + "/" + device + "/" + name))
                .toList();
    }

    /** The same of IPv6; empty when this kernel has none. */
    static List<SysctlEntry> conf6(String device) {
        if (!Files.exists(NetFiles.ROOT.resolve(IPV6))) {
            return List.of();
        }
        return CONF6.stream()
                .map(name -> entry(IPV6 + "/" + device + "/" + name))
                .toList();
    }

    /** A value that cannot be read is left out, as CRIU does: those behind it keep their places. */
    private static SysctlEntry entry(String path) {
        if (path.endsWith("/" + STABLE_SECRET)) {
            SysctlEntry.Builder text = SysctlEntry.newBuilder().setType(SysctlType.CTL_STR);
            NetFiles.read(path).ifPresent(text::setSarg);
            return text.build();
        }
        SysctlEntry.Builder number = SysctlEntry.newBuilder().setType(SysctlType.CTL_32);
        NetFiles.read(path).map(Integer::parseInt).ifPresent(number::setIarg);
        return number.build();
    }

    static void addTo(NetnsEntry.Builder netns) {
        netns.addAllDefConf4(conf4("default"))
                .addAllAllConf4(conf4("all"))
                .addAllDefConf6(conf6("default"))
                .addAllAllConf6(conf6("all"))
                .addUnixConf(entry(MAX_DGRAM_QLEN));
        SysctlEntry.Builder groups = SysctlEntry.newBuilder().setType(SysctlType.CTL_STR);
        NetFiles.read(PING_GROUP_RANGE)
                .filter(range -> !range.equals(NO_PING_GROUP))
                .ifPresent(groups::setSarg);
        netns.addIpv4Sysctl(groups);
        try (Stream<Path> files = Files.find(NetFiles.ROOT, MAX_DEPTH, (file, kind) -> kind.isRegularFile())) {
            files.map(file -> NetFiles.ROOT.relativize(file).toString())
                    .filter(SettingsDump::isNowhereElse)
                    .forEach(path -> addTo(netns, path));
        } catch (IOException e) {
            throw new EngineException("cannot list " + NetFiles.ROOT + ": " + e.getMessage(), e);
        }
    }

    /** Also what only tells, such as a counter: that would cost a look at each file while the tree is frozen. */
    private static void addTo(NetnsEntry.Builder netns, String path) {
        NetFiles.read(path)
                .ifPresent(value ->
                        netns.addSettings(NetSetting.newBuilder().setPath(path).setValue(value)));
    }

    private static boolean isNowhereElse(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return !(ELSEWHERE.contains(name)
                || path.equals(MAX_DGRAM_QLEN)
                || path.equals(PING_GROUP_RANGE)
                || path.startsWith(IPV4 + "/") && LISTED4.contains(name)
                || path.startsWith(IPV6 + "/") && LISTED6.contains(name));
    }
}
