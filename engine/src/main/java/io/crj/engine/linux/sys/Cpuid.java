package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MPROTECT;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import io.crj.engine.linux.abi.Mman;

/** The {@code cpuid} instruction, which no system call stands for: a function of a few bytes in a page of its own. */
public final class Cpuid implements AutoCloseable {

    /**
     * {@code void(int leaf, int subleaf, int out[4])}, System V AMD64 calling convention:
     *
     * <pre>
     *   push rbx ; mov eax, edi ; mov ecx, esi ; mov r8, rdx ; cpuid
     *   mov [r8], eax ; mov [r8+4], ebx ; mov [r8+8], ecx ; mov [r8+12], edx ; pop rbx ; ret
     * </pre>
     */
    private static final byte[] CODE = {
        0x53,
        (byte) 0x89,
        (byte) 0xf8,
        (byte) 0x89,
        (byte) 0xf1,
        0x49,
        (byte) 0x89,
        (byte) 0xd0,
        0x0f,
        (byte) 0xa2,
        0x41,
        (byte) 0x89,
        0x00,
        0x41,
        (byte) 0x89,
        0x58,
        0x04,
        0x41,
        (byte) 0x89,
        0x48,
        0x08,
        0x41,
        (byte) 0x89,
        0x50,
        0x0c,
        0x5b,
        (byte) 0xc3
    };

    private static final Syscalls SYS = Syscalls.get();

    private final long page;
    private final Function function;

    public Cpuid() {
        int protection = Mman.PROT_READ | Mman.PROT_WRITE;
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;
        page = SyscallException.check(SYS.call(MMAP, 0, Mman.PAGE_BYTES, protection, flags, -1, 0), "mmap", "code");
        Pointer code = new Pointer(page);
        code.write(0, CODE, 0, CODE.length);
        long result = SYS.call(MPROTECT, page, Mman.PAGE_BYTES, Mman.PROT_READ | Mman.PROT_EXEC, 0, 0, 0);
        SyscallException.check(result, "mprotect", "code");
        function = Function.getFunction(code);
    }

    /** eax, ebx, ecx and edx of the processor this thread runs on. */
    public int[] query(int leaf, int subleaf) {
        try (NativeBuffer out = NativeBuffer.allocate(4L * Integer.BYTES)) {
            function.invokeVoid(new Object[] {leaf, subleaf, new Pointer(out.address())});
            return new int[] {out.getInt(0), out.getInt(4), out.getInt(8), out.getInt(12)};
        }
    }

    @Override
    public void close() {
        SYS.call(MUNMAP, page, Mman.PAGE_BYTES, 0, 0, 0, 0);
    }
}
