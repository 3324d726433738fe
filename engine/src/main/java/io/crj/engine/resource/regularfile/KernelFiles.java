package io.crj.engine.resource.regularfile;

import io.crj.engine.linux.abi.Magic;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.Map;

/** What looks like a regular file and is none: objects of the kernel that have a file for a handle. */
final class KernelFiles {

    private static final Map<Integer, String> REFUSALS = Map.of(
            Magic.MQUEUE,
            "messages of a POSIX message queue cannot be looked at without taking them: have the program close the queue",
            Magic.SECRETMEM,
            "secret memory is shown to nobody but its owner: have the program unmap it",
            Magic.DMA_BUF,
            "a buffer of a device cannot be moved: have the program close it");

    private KernelFiles() {}

    /** @throws io.crj.engine.error.UnsupportedResourceException when it is one of them */
    static void check(NamedFile file) {
        if (!file.stat().isRegular()) {
            return;
        }
        String why = REFUSALS.get(type(file));
        if (why != null) {
            throw file.refusal(why);
        }
    }

    private static int type(NamedFile file) {
        try {
            return FileCalls.fileSystemType(file.procPath());
        } catch (SyscallException e) {
            // A running process closes and unmaps what it likes.
            return 0;
        }
    }
}
