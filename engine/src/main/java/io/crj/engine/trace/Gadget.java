package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.ProcessCalls;
import java.nio.ByteBuffer;
import java.util.List;

/** Finds a {@code syscall} instruction in a process: every vdso has one. */
public final class Gadget {

    private Gadget() {}

    /** Its address. */
    public static long find(int pid, List<Mapping> mappings) {
        Mapping vdso = mappings.stream()
                .filter(Mapping::isVdso)
                .findFirst()
                .orElseThrow(() -> new EngineException("pid " + pid + " has no vdso: not supported yet"));
        ByteBuffer code = ByteBuffer.allocateDirect(Math.toIntExact(vdso.sizeBytes()));
        ProcessCalls.readMemory(pid, vdso.start(), code);
        for (int i = 0; i + 1 < code.position(); i++) {
            if (code.get(i) == 0x0f && code.get(i + 1) == 0x05) {
                return vdso.start() + i;
            }
        }
        throw new EngineException("pid " + pid + ": no system call instruction in its vdso: not supported yet");
    }
}
