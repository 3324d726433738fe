package io.crj.agent.preflight;

import io.crj.agent.host.HostDescription;
import io.crj.wire.message.HostFacts;
import io.crj.wire.message.SourceReport;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Processor, crj and clock of the two hosts. */
final class HostCheck implements TargetCheck {

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final HostDescription host;
    private final Set<String> abilities;

    /** @param abilities as of --cpu-cap; none: the usual ones */
    HostCheck(HostDescription host, Collection<String> abilities) {
        this.host = host;
        this.abilities = Set.copyOf(abilities);
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        HostFacts there = source.getHost();
        HostFacts here = host.facts();
        same("processor architecture", there.getArchitecture(), here.getArchitecture(), "", findings);
        same("crj", there.getCrjVersion(), here.getCrjVersion(), "; install the same release on both", findings);
        if (!abilities.contains("none")) {
            checkFlags(there, here, findings);
        }
        if (abilities.contains("cpu") || abilities.contains("all")) {
            same("processor", there.getCpuModel(), here.getCpuModel(), ", and --cpu-cap asks for the same", findings);
        }
        checkClock(there, here, findings);
    }

    private static void same(String what, String there, String here, String advice, Findings findings) {
        if (!there.equals(here)) {
            findings.refuse("another " + what + " runs here: " + here + ", on the source " + there + advice);
        }
    }

    private static void checkFlags(HostFacts there, HostFacts here, Findings findings) {
        Set<String> have = new HashSet<>(here.getCpuFlagsList());
        List<String> missing = there.getCpuFlagsList().stream()
                .filter(flag -> !have.contains(flag))
                .toList();
        if (!missing.isEmpty()) {
            findings.refuse("this host's processor (" + here.getCpuModel() + ") lacks " + Findings.some(missing)
                    + ", which programs on the source's (" + there.getCpuModel()
                    + ") may use; if yours do not, try --cpu-cap none");
        }
    }

    private static void checkClock(HostFacts there, HostFacts here, Findings findings) {
        Duration apart = Duration.ofNanos(here.getClockUnixNanos() - there.getClockUnixNanos())
                .abs();
        if (apart.compareTo(CLOCK_TOLERANCE) > 0) {
            findings.warn("the clocks of the hosts are " + apart.toMillis() + " ms apart; the tree will notice");
        }
    }
}
