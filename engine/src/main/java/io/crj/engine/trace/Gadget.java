package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.ProcessCalls;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Finds a {@code syscall} instruction in a process: every vdso has one, and any program and library that calls. */
public final class Gadget {

    private static final int PIECE_BYTES = 256 << 10;

    private Gadget() {}

    /** Its address. */
    public static long find(int pid, List<Mapping> mappings) {
        return code(mappings)
                .map(mapping -> find(pid, mapping))
                .flatMapToLong(OptionalLong::stream)
                .findFirst()
                .orElseThrow(() -> new EngineException("pid " + pid
                        + " has unmapped its vdso and has no system call instruction anywhere else either: it cannot be"
                        + " asked about itself; start it anew"));
    }

    /** Executable memory, the vdso first if there is one; nothing that others see as well. */
    static Stream<Mapping> code(List<Mapping> mappings) {
        return Stream.concat(
                mappings.stream().filter(Mapping::isVdso),
                mappings.stream().filter(m -> (m.prot() & Mman.PROT_EXEC) != 0 && !m.shared() && !m.isSpecial()));
    }

    private static OptionalLong find(int pid, Mapping mapping) {
        ByteBuffer code = ByteBuffer.allocateDirect((int) Math.min(PIECE_BYTES, mapping.sizeBytes()));
        for (long at = mapping.start(); at < mapping.end(); at += code.capacity()) {
            code.clear().limit((int) Math.min(code.capacity(), mapping.end() - at));
            ProcessCalls.readMemory(pid, at, code);
            for (int i = 0; i + 1 < code.position(); i++) {
                if (code.get(i) == 0x0f && code.get(i + 1) == 0x05) {
                    return OptionalLong.of(at + i);
                }
            }
        }
        return OptionalLong.empty();
    }
}
