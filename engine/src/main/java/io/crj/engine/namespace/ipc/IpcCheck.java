package io.crj.engine.namespace.ipc;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What of an IPC namespace cannot be carried; in the calling thread's. */
final class IpcCheck {

    private IpcCheck() {}

    static void run(int pid) {
        boolean endsUnused = !ProcFile.text("/proc/sys/kernel/shm_rmid_forced").startsWith("0");
        for (SysvIpcTable.Row segment : SysvIpcTable.read("shm")) {
            int id = segment.number("shmid");
            if (endsUnused && segment.get("nattch") == 0) {
                throw new UnsupportedResourceException(
                        pid, "SysV segment " + id, "nobody has it attached while kernel.shm_rmid_forced is set");
            }
        }
        anyQueue().ifPresent(name -> {
            throw new UnsupportedResourceException(
                    pid,
                    "POSIX message queue /" + name,
                    "queues with names are not supported yet; let the program remove it (mq_unlink)");
        });
    }

    /** A mount of its own shows the POSIX queues, whether or not the tree has one; mq_overview(7). */
    private static Optional<String> anyQueue() {
        try (Fd context = MountCalls.newFileSystem("mqueue")) {
            MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, "mqueue");
            try (Fd mount = MountCalls.mount(context, "mqueue");
                    Stream<Path> queues = Files.list(Path.of("/proc/self/fd/" + mount.number()))) {
                return queues.map(queue -> queue.getFileName().toString()).findFirst();
            }
        } catch (IOException e) {
            throw new EngineException("cannot list POSIX message queues: " + e.getMessage(), e);
        }
    }
}
