package io.crj.engine.namespace.ipc;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.IpcDescEntry;
import io.crj.engine.image.proto.IpcSemEntry;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.sys.IpcCalls;
import java.util.Arrays;

/** Semaphore sets with their values. */
final class Semaphores {

    private static final int WORD = 8;

    private Semaphores() {}

    static void dump(int nsId, ImageBuilder image) {
        image.touch(ImageKind.IPCNS_SEM, nsId);
        for (SysvIpcTable.Row row : SysvIpcTable.read("sem")) {
            IpcDescEntry description = IpcObject.describe(row, "semid");
            int count = row.number("nsems");
            byte[] values = IpcCalls.values(description.getId(), count);
            image.add(
                    ImageKind.IPCNS_SEM,
                    nsId,
                    IpcSemEntry.newBuilder()
                            .setDesc(description)
                            .setNsems(count)
                            .build(),
                    Arrays.copyOf(values, values.length + WORD - 1 & -WORD));
        }
    }

    static void restore(ImageSet image, int nsId) {
        for (ImageEntry entry : image.entries(ImageKind.IPCNS_SEM, nsId)) {
            IpcSemEntry set = (IpcSemEntry) entry.message();
            IpcDescEntry description = set.getDesc();
            IpcObject.make(
                    "sem", description, flags -> IpcCalls.makeSemaphores(description.getKey(), set.getNsems(), flags));
            IpcCalls.setValues(description.getId(), Arrays.copyOf(entry.payload(), set.getNsems() * Short.BYTES));
            IpcCalls.ownSemaphores(
                    description.getId(),
                    description.getUid(),
                    description.getGid(),
                    IpcObject.permissions(description));
        }
    }
}
