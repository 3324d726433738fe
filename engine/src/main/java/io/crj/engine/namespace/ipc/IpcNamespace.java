package io.crj.engine.namespace.ipc;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageSet;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;

/** What an IPC namespace holds: limits, System V segments, queues and semaphores; ipc_namespaces(7). */
public final class IpcNamespace {

    private IpcNamespace() {}

    /**
     * Refuses what cannot be carried; the tree may run.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming the first such thing
     */
    public static void check(int pid) {
        NamespaceThread.call(pid, NamespaceKind.IPC, () -> {
            IpcCheck.run(pid);
            return null;
        });
    }

    /**
     * Writes {@code ipcns-*-N.img} from the namespace of {@code pid}, whose processes are frozen.
     *
     * @return the segments, whose contents are still to be sent
     */
    public static DumpedSegments dump(int pid, int nsId, ImageBuilder image) {
        return NamespaceThread.call(pid, NamespaceKind.IPC, () -> {
            IpcSettings.dump(nsId, image);
            MessageQueues.dump(nsId, image);
            Semaphores.dump(nsId, image);
            return DumpedSegments.dump(nsId, image);
        });
    }

    /**
     * Fills the fresh namespace of {@code pid}.
     *
     * @return the segments, which are still empty
     */
    public static RestoredSegments restore(ImageSet image, int nsId, int pid) {
        return NamespaceThread.call(pid, NamespaceKind.IPC, () -> {
            IpcSettings.restore(image, nsId);
            MessageQueues.restore(image, nsId);
            Semaphores.restore(image, nsId);
            return RestoredSegments.make(image, nsId);
        });
    }

    /** What has to wait until all processes have attached their segments. */
    public static void finish(ImageSet image, int nsId, int pid, RestoredSegments segments) {
        NamespaceThread.call(pid, NamespaceKind.IPC, () -> {
            segments.finish();
            IpcSettings.finish(image, nsId);
            return null;
        });
    }
}
