package io.crj.engine.namespace.ipc;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.IpcDescEntry;
import io.crj.engine.linux.abi.SysvIpc;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.sys.IpcCalls;
import java.util.function.IntUnaryOperator;

/** What segments, queues and semaphore sets have in common: key, id, owner, creator, permissions. */
final class IpcObject {

    private static final int PERMISSIONS = 0777;

    private IpcObject() {}

    static IpcDescEntry describe(SysvIpcTable.Row row, String idColumn) {
        return IpcDescEntry.newBuilder()
                .setKey(row.number("key"))
                .setUid(row.number("uid"))
                .setGid(row.number("gid"))
                .setCuid(row.number("cuid"))
                .setCgid(row.number("cgid"))
                .setMode(row.number("perms"))
                .setId(row.number(idColumn))
                .build();
    }

    /**
     * Makes an object with the id of the image, by its creator; the caller's thread is in the namespace.
     *
     * @param kind {@code shm}, {@code msg} or {@code sem}
     * @param make gets the flags and returns the id
     * @throws EngineException when the kernel gives it another id
     */
    static void make(String kind, IpcDescEntry description, IntUnaryOperator make) {
        ProcFile.write("/proc/sys/kernel/" + kind + "_next_id", Integer.toString(description.getId()));
        int flags = SysvIpc.IPC_CREAT | SysvIpc.IPC_EXCL | permissions(description);
        boolean foreign = description.getCuid() != 0 || description.getCgid() != 0;
        int id;
        if (foreign) {
            IpcCalls.actAs(description.getCuid(), description.getCgid());
        }
        try {
            id = make.applyAsInt(flags);
        } finally {
            if (foreign) {
                IpcCalls.actAsRoot();
            }
        }
        if (id != description.getId()) {
            throw new EngineException("the IPC namespace gave a new " + kind + " object id " + id + " instead of "
                    + description.getId() + ": that one cannot be had in it");
        }
    }

    /** Permission bits alone. */
    static int permissions(IpcDescEntry description) {
        return description.getMode() & PERMISSIONS;
    }
}
