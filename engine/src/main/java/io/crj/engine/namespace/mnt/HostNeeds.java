package io.crj.engine.namespace.mnt;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.linux.sys.FileCalls;
import java.util.ArrayList;
import java.util.List;

/** What another host has to have for a tree with mounts of its own, by the paths of the host. */
final class HostNeeds {

    private static final int ANY_SIZE = -1;

    private final List<PlannedMount> plan;

    HostNeeds(List<PlannedMount> plan) {
        this.plan = plan;
    }

    /** The files that are on mounts of the host, and what the mounts show. */
    List<FileNeed> of(List<FileNeed> files) {
        List<FileNeed> needs = new ArrayList<>();
        for (PlannedMount planned : plan) {
            if (isOfHost(planned)) {
                int mode = FileCalls.stat(planned.key()).mode();
                needs.add(new FileNeed(planned.key(), ANY_SIZE, mode));
            }
        }
        for (FileNeed file : files) {
            PlannedMount planned = holder(file.path());
            if (isOfHost(planned)) {
                String path = Paths.join(
                        planned.key(), Paths.rest(file.path(), planned.mount().place()));
                needs.add(new FileNeed(path, file.sizeBytes(), file.mode()));
            }
        }
        return needs;
    }

    /** A root of its own may come from another directory there: only the restore can tell. */
    private static boolean isOfHost(PlannedMount planned) {
        return planned.origin() == PlannedMount.Origin.HOST
                || planned.origin() == PlannedMount.Origin.ROOT && planned.key().equals("/");
    }

    /** The innermost mount, of several at a place the last: it lies on top. */
    private PlannedMount holder(String path) {
        return plan.stream()
                .filter(planned -> Paths.isBeneath(path, planned.mount().place()))
                .reduce((a, b) ->
                        b.mount().place().length() >= a.mount().place().length() ? b : a)
                .orElseThrow();
    }
}
