package io.crj.engine.resource.nsfile;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.RestoreContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A living process of the tree that is in a certain namespace, or will be.
 *
 * @param isThere whether it is, from its birth on
 */
record Inhabitant(String path, boolean isThere) {

    /** The first one in the namespace that an open file leads to. */
    static Inhabitant of(FileEntry entry, RestoreContext context) {
        NamespaceKind kind = kind(entry);
        List<PstreeEntry> tree = context.image().messages(PstreeEntry.class, ImageKind.PSTREE, 0);
        for (PstreeEntry process : tree) {
            if (kind.of(ids(process, context)) == entry.getNsf().getNsId()) {
                Optional<RestoreContext.Helper> living = context.helper(process.getPid());
                if (living.isPresent()) {
                    String path = "/proc/" + living.get().task().pid() + "/ns/" + kind.link();
                    boolean isThere = process.equals(tree.get(0)) && kind != NamespaceKind.CGROUP;
                    return new Inhabitant(path, isThere);
                }
            }
        }
        throw Descriptions.corrupt(entry, "leads to a namespace that no living process is in");
    }

    private static TaskKobjIdsEntry ids(PstreeEntry process, RestoreContext context) {
        return context.image().one(TaskKobjIdsEntry.class, ImageKind.IDS, process.getPid());
    }

    private static NamespaceKind kind(FileEntry entry) {
        long flag = Integer.toUnsignedLong(entry.getNsf().getNsCflag());
        return Arrays.stream(NamespaceKind.values())
                .filter(kind -> kind.cloneFlag() == flag)
                .findFirst()
                .orElseThrow(
                        () -> Descriptions.corrupt(entry, "leads to a namespace of kind 0x" + Long.toHexString(flag)));
    }
}
