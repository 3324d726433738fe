package io.crj.engine.tree;

import io.crj.engine.linux.abi.Mman;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The smallest ELF program that does nothing: it pauses for ever, at an address of our choice; elf(5).
 *
 * <pre>
 *   ELF header (64) | program header (56) | loop: mov eax, 34 ; syscall ; jmp loop | {@link KeeperProgram}
 * </pre>
 */
final class StubProgram {

    private static final int HEADERS = 64 + 56;
    private static final byte[] CODE = {(byte) 0xb8, 34, 0, 0, 0, 0x0f, 0x05, (byte) 0xeb, (byte) 0xf7};
    private static final int SYSCALL_AT = 5;

    private StubProgram() {}

    /** The file; it will be loaded at {@code base}. */
    static byte[] elf(long base) {
        byte[] keeper = KeeperProgram.code();
        int size = HEADERS + CODE.length + keeper.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        // ET_EXEC, EM_X86_64, version 1, entry point, program headers at 64, no sections
        elf.putShort((short) 2)
                .putShort((short) 62)
                .putInt(1)
                .putLong(base + HEADERS)
                .putLong(64)
                .putLong(0);
        elf.putInt(0).putShort((short) 64).putShort((short) 56).putShort((short) 1);
        elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // PT_LOAD, readable and executable, the whole file
        elf.putInt(1)
                .putInt(5)
                .putLong(0)
                .putLong(base)
                .putLong(base)
                .putLong(size)
                .putLong(size);
        elf.putLong(Mman.PAGE_BYTES);
        elf.put(CODE).put(keeper);
        return elf.array();
    }

    /** Address of its {@code syscall} instruction. */
    static long gadget(long base) {
        return base + HEADERS + SYSCALL_AT;
    }

    /** Where a keeper begins when it is on its own. */
    static long keeper(long base) {
        return base + HEADERS + CODE.length;
    }
}
