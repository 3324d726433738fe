package io.crj.engine.linux.feature;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.CapabilityNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The effective capabilities of this process; capabilities(7), {@code CapEff} of proc(5). */
final class Capabilities {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";

    private Capabilities() {}

    static Feature[] probe() {
        long effective = effective();
        List<Feature> features = new ArrayList<>();
        need(
                features,
                effective,
                CapabilityNumber.SYS_PTRACE,
                "CAP_SYS_PTRACE",
                "processes of others cannot be looked into");
        need(
                features,
                effective,
                CapabilityNumber.SYS_ADMIN,
                "CAP_SYS_ADMIN",
                "pids cannot be chosen, namespaces not entered");
        need(
                features,
                effective,
                CapabilityNumber.NET_ADMIN,
                "CAP_NET_ADMIN",
                "connections can be neither locked nor repaired");
        if (has(effective, CapabilityNumber.SYS_RESOURCE)) {
            features.add(Feature.yes("CAP_SYS_RESOURCE", "resource limits of any height can be restored"));
        } else {
            features.add(Feature.limited(
                    "CAP_SYS_RESOURCE",
                    "not held; a tree is refused if its hard resource limits are above those of crj, or its oom_score_adj"
                            + " is below the lowest that crj may set"));
        }
        return features.toArray(Feature[]::new);
    }

    private static void need(List<Feature> features, long effective, int number, String name, String loss) {
        features.add(
                has(effective, number)
                        ? Feature.yes(name, "held")
                        : new Feature(name, Feature.State.NO, "not held; " + loss + "; run as root"));
    }

    private static boolean has(long set, int number) {
        return (set >>> number & 1) == 1;
    }

    private static long effective() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(EFFECTIVE))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(EFFECTIVE.length()).trim(), 16))
                    .findFirst()
                    .orElseThrow(() -> new EngineException(STATUS + " has no line " + EFFECTIVE));
        } catch (IOException e) {
            throw new EngineException("cannot read " + STATUS, e);
        }
    }
}
