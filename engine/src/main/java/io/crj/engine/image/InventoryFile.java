package io.crj.engine.image;

import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.Lsmtype;
import io.crj.engine.image.proto.PluginsEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;

/** What {@code inventory.img} says about an image as a whole. */
public final class InventoryFile {

    /** The one control group set all tasks belong to; with it in place a reader looks for no {@code cgroup.img}. */
    public static final int CGROUP_SET = 1;

    /** Version 2 of the inventory stands for images of format 1.1. */
    static final int VERSION = 2;

    private InventoryFile() {}

    /**
     * The entry of a complete dump.
     *
     * @param dumper ids of the dumping process, see {@link KernelObjectIds#dumper()}
     * @param runId distinguishes this dump from all others
     */
    public static InventoryEntry.Builder entry(TaskKobjIdsEntry dumper, String runId) {
        return InventoryEntry.newBuilder()
                .setImgVersion(VERSION)
                .setFdinfoPerId(true)
                .setNsPerId(true)
                .setRootIds(dumper)
                .setRootCgSet(CGROUP_SET)
                .setLsmtype(Lsmtype.NO_LSM)
                .setNetworkLockMethod(0)
                .setPluginsEntry(PluginsEntry.getDefaultInstance())
                .setDumpCriuRunId(runId);
    }
}
