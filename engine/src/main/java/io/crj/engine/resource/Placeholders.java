package io.crj.engine.resource;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdinfoEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.trace.RemoteTask;

/** Something kept the descriptors of a file that can only be opened once its process has all others. */
public final class Placeholders {

    private static final int CLOSE_ON_EXEC = 1;

    private Placeholders() {}

    /**
     * Puts the file where the image has it in that process's table.
     *
     * @param copy descriptor of it in the task; closed
     */
    public static void replace(RemoteTask task, long copy, int fileId, RestoreContext context) {
        int table = context.image()
                .one(TaskKobjIdsEntry.class, ImageKind.IDS, OwnPids.ofProcess(task.pid()))
                .getFilesId();
        for (FdinfoEntry descriptor : context.image().messages(FdinfoEntry.class, ImageKind.FDINFO, table)) {
            if (descriptor.getId() == fileId) {
                int closeOnExec = (descriptor.getFlags() & CLOSE_ON_EXEC) != 0 ? Fcntl.O_CLOEXEC : 0;
                check(task, "dup3", task.call(DUP3, copy, descriptor.getFd(), closeOnExec));
            }
        }
        check(task, "close", task.call(CLOSE, copy));
    }

    private static void check(RemoteTask task, String what, long result) {
        SyscallException.check(result, what, "in pid " + task.pid());
    }
}
