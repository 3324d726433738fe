package io.crj.agent.session;

import io.crj.agent.host.HostDescription;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Resumed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is told of a tree that runs here now. */
final class Arrivals {

    private Arrivals() {}

    /** @param pid of the root as this host sees it; 0 when nobody knows any more */
    static FromAgent message(Path proc, int pid, Instant resumed, List<String> warnings, Map<String, Long> phaseNanos) {
        return FromAgent.newBuilder()
                .setResumed(Resumed.newBuilder()
                        .setPid(pid)
                        .setNamespacePid(namespacePid(proc, pid))
                        .setResumedUnixNanos(HostDescription.unixNanos(resumed))
                        .addAllWarnings(warnings)
                        .putAllPhaseNanos(phaseNanos))
                .build();
    }

    /** What the root is called in its own pid namespace; 0 when that is this host's. */
    private static int namespacePid(Path proc, int pid) {
        return NamespacePid.read(proc, pid).filter(inner -> inner != pid).orElse(0);
    }
}
