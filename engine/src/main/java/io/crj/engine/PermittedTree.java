package io.crj.engine;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.CredsEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.tree.NamespacesRestore;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an image may ask for, when somebody else announced the tree before it came.
 *
 * <p>A tree may fork, start threads and open files after it was announced; but its root stays its root, it cannot leave its
 * namespaces, and no process gets capabilities beyond the bounding sets (capabilities(7)).
 *
 * @param rootPid of the root as the host numbers it; 0: any. Only asked for where the tree has no pid namespace of its own
 * @param namespaces kinds the tree may have of its own
 * @param capabilities its processes may have, one bit each
 */
public record PermittedTree(int rootPid, Set<NamespaceKind> namespaces, long capabilities) {

    /** Whatever the image says, for one that the user names himself. */
    public static final PermittedTree ANY = new PermittedTree(0, Set.of(NamespaceKind.values()), -1);

    public PermittedTree {
        namespaces = Set.copyOf(namespaces);
    }

    /**
     * Looks before anything is made of the image.
     *
     * @throws EngineException naming what was not announced
     */
    public void check(ImageSet image) {
        if (this == ANY) {
            return;
        }
        Set<NamespaceKind> own = NamespacesRestore.own(image);
        for (NamespaceKind kind : own) {
            if (!namespaces.contains(kind)) {
                throw new EngineException("the image asks for a " + kind.link() + " namespace of its own, which was not"
                        + " announced: the tree was changed, or the source is not to be trusted");
            }
        }
        List<PstreeEntry> family = image.messages(PstreeEntry.class, ImageKind.PSTREE, 0);
        int root = family.get(0).getPid();
        if (!own.contains(NamespaceKind.PID) && rootPid != 0 && root != rootPid) {
            throw new EngineException("the image is of process " + root + ", announced was " + rootPid);
        }
        for (PstreeEntry process : family) {
            process.getThreadsList().forEach(tid -> checkCapabilities(image, tid));
        }
    }

    private void checkCapabilities(ImageSet image, int tid) {
        Optional<CredsEntry> credentials = image.messages(CoreEntry.class, ImageKind.CORE, tid).stream()
                .map(core -> core.getThreadCore().getCreds())
                .findFirst();
        if (credentials.isEmpty()) {
            // Images of rounds before the last have none.
            return;
        }
        CredsEntry wanted = credentials.get();
        long beyond = (set(wanted.getCapBndList())
                        | set(wanted.getCapPrmList())
                        | set(wanted.getCapEffList())
                        | set(wanted.getCapInhList())
                        | set(wanted.getCapAmbList()))
                & ~capabilities;
        if (beyond != 0) {
            throw new EngineException(String.format(
                    "the image gives task %d the capabilities %x, which were not announced: the source is not to be trusted",
                    tid, beyond));
        }
    }

    private static long set(List<Integer> words) {
        long set = 0;
        for (int i = 0; i < Math.min(2, words.size()); i++) {
            set |= Integer.toUnsignedLong(words.get(i)) << (Integer.SIZE * i);
        }
        return set;
    }
}
