package io.crj.engine.trace;

import io.crj.engine.linux.abi.SyscallNumber;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Machine code through which one thread of a foreign process makes calls for us, and from which it finds back into its own
 * life by itself when we die: wherever it is left, what follows leads there.
 *
 * <pre>
 *   call:   syscall ; rbx = result ; go to marker
 *   map:    the same, r12 = result               r12 scratch memory that is to be unmapped in the end, or 0
 *   unmap:  the same, r12 = 0
 *   hold:   the same, r13 = result               r13 descriptor that is to be closed in the end, or -1
 *   drop:   the same, r13 = -1
 *   batch:  rbx a table, r14 its length; each entry number, six arguments, room for the result
 *   marker: tgkill(own thread, a signal that means nothing to the program): here it stops for its tracer
 *   heal:   munmap(r12) ; close(r13) ; rt_sigprocmask(own mask) ; all own registers by plain moves ; jmp to where it was
 * </pre>
 *
 * It touches neither the stack nor the extended registers. A call that the thread was stopped in is begun again as the
 * kernel would have done, also with the time that is left (restart_syscall(2)); unless a signal that the program handles
 * has come meanwhile: then the calls that never begin again after a handler show EINTR; signal(7).
 */
final class HealingCode {

    /** Room that the code never exceeds. */
    static final int MAX_BYTES = 512;

    private static final int[] MOVED = {
        Registers.R15,
        Registers.R14,
        Registers.R13,
        Registers.R12,
        Registers.R11,
        Registers.R10,
        Registers.R9,
        Registers.R8,
        Registers.BP,
        Registers.CX,
        Registers.DX,
        Registers.SI,
        Registers.DI
    };
    private static final int[] MOVED_NUMBERS = {15, 14, 13, 12, 11, 10, 9, 8, 5, 1, 2, 6, 7};
    private static final int RBX = 3;
    private static final int RAX = 0;
    private static final int FLAG_OVERFLOW = 1 << 11;
    private static final int FLAG_DIRECTION = 1 << 10;
    private static final int SIG_SETMASK = 2;

    /**
     * Who the thread is, and what belongs to it.
     *
     * @param ownPid and {@code ownTid} inside of its pid namespace
     * @param handled signals for which the program has handlers
     * @param marker the signal that means nothing to it; 0 when there is none
     */
    record Thread(int ownPid, int ownTid, Registers registers, long mask, long handled, int marker) {}

    private final ByteBuffer code = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final Thread thread;
    private final HealedCall healed;
    private final int[] toMarker = new int[5];
    private int map;
    private int unmap;
    private int hold;
    private int drop;
    private int batch;
    private int marked;

    private HealingCode(Thread thread) {
        this.thread = thread;
        this.healed = HealedCall.of(thread.registers);
    }

    static HealingCode of(Thread thread) {
        HealingCode code = new HealingCode(thread);
        code.entries();

        code.marker();
        code.heal();
        return code;
    }

    byte[] bytes() {
        byte[] bytes = new byte[code.position()];
        code.duplicate().flip().get(bytes);
        return bytes;
    }

    /** Offsets in the code. */
    int call() {
        return 0;
    }

    int map() {
        return map;
    }

    int unmap() {
        return unmap;
    }

    int hold() {
        return hold;
    }

    int drop() {
        return drop;
    }

    int batch() {
        return batch;
    }

    /** Where the instruction pointer is when it stops. */
    int marked() {
        return marked;
    }

    private void entries() {
        entry(0);
        map = code.position();
        entry(1, 0x49, 0x89, 0xc4);
        unmap = code.position();
        entry(2, 0x45, 0x31, 0xe4);
        hold = code.position();
        entry(3, 0x49, 0x89, 0xc5);
        drop = code.position();
        entry(4, 0x49, 0x83, 0xcd, 0xff);
        batch = code.position();
        loop();
    }

    /** syscall ; mov rbx, rax ; … ; jmp marker */
    private void entry(int number, int... more) {
        put(0x0f, 0x05, 0x48, 0x89, 0xc3);
        put(more);
        put(0xe9);
        toMarker[number] = code.position();
        code.putInt(0);
    }

    private void loop() {
        int begin = code.position();
        put(0x48, 0x8b, 0x03); // mov rax, [rbx]
        put(0x48, 0x8b, 0x7b, 0x08); // mov rdi, [rbx + 8]
        put(0x48, 0x8b, 0x73, 0x10); // mov rsi, [rbx + 16]
        put(0x48, 0x8b, 0x53, 0x18); // mov rdx, [rbx + 24]
        put(0x4c, 0x8b, 0x53, 0x20); // mov r10, [rbx + 32]
        put(0x4c, 0x8b, 0x43, 0x28); // mov r8, [rbx + 40]
        put(0x4c, 0x8b, 0x4b, 0x30); // mov r9, [rbx + 48]
        put(0x0f, 0x05);
        put(0x48, 0x89, 0x43, 0x38); // mov [rbx + 56], rax
        put(0x48, 0x83, 0xc3, 0x40); // add rbx, 64
        put(0x49, 0xff, 0xce); // dec r14
        put(0x75, begin - (code.position() + 2)); // jnz
    }

    private void marker() {
        for (int at : toMarker) {
            code.putInt(at, code.position() - (at + Integer.BYTES));
        }
        move32(RAX, SyscallNumber.TGKILL);
        move32(7, thread.ownPid);
        move32(6, thread.ownTid);
        move32(2, thread.marker);
        put(0x0f, 0x05);
        marked = code.position();
    }

    private void heal() {
        put(0x31, 0xdb); // xor ebx, ebx
        put(0x4d, 0x85, 0xe4); // test r12, r12
        int skip = jump(0x7e); // jle
        if (healed.mayBeInterrupted()) {
            lookForHandlers();
        }
        put(0x4c, 0x89, 0xe7); // mov rdi, r12
        move32(6, RemoteProcess.SCRATCH_BYTES);
        call(SyscallNumber.MUNMAP);
        land(skip);
        put(0x45, 0x85, 0xed); // test r13d, r13d
        skip = jump(0x78); // js
        put(0x44, 0x89, 0xef); // mov edi, r13d
        call(SyscallNumber.CLOSE);
        land(skip);
        move32(7, SIG_SETMASK);
        put(0x48, 0x8d, 0x35); // lea rsi, [rip + mask]
        int mask = code.position();
        code.putInt(0);
        put(0x31, 0xd2); // xor edx, edx
        put(0x41, 0xba); // mov r10d, 8
        code.putInt(Long.BYTES);
        call(SyscallNumber.RT_SIGPROCMASK);
        for (int i = 0; i < MOVED.length; i++) {
            move64(MOVED_NUMBERS[i], thread.registers.get(MOVED[i]));
        }
        goBack();
        code.putInt(mask, code.position() - (mask + Integer.BYTES));
        code.putLong(thread.mask);
    }

    /** rbx = signals that are pending, not blocked by the program, and handled; into the scratch memory's first bytes. */
    private void lookForHandlers() {
        put(0x4c, 0x89, 0xe7); // mov rdi, r12
        move32(6, Long.BYTES);
        call(SyscallNumber.RT_SIGPENDING);
        put(0x49, 0x8b, 0x1c, 0x24); // mov rbx, [r12]
        move64(RAX, thread.handled & ~thread.mask);
        put(0x48, 0x21, 0xc3); // and rbx, rax
    }

    private void goBack() {
        if (healed.mayBeInterrupted()) {
            put(0x48, 0x85, 0xdb); // test rbx, rbx
            int none = jump(0x74); // jz
            end(healed.interrupted());
            land(none);
        }
        end(healed.restarted());
    }

    /** Flags without touching the stack, rbx, rax, and the jump. */
    private void end(HealedCall.Result result) {
        long flags = thread.registers.get(Registers.FLAGS);
        put(0xb0, (flags & FLAG_OVERFLOW) != 0 ? 1 : 0); // mov al, …
        put(0x04, 0x7f); // add al, 127: sets the overflow flag or not
        put(0xb4, (int) (flags & 0xff)); // mov ah, …
        put(0x9e); // sahf
        put((flags & FLAG_DIRECTION) != 0 ? 0xfd : 0xfc); // std or cld
        move64(RBX, thread.registers.get(Registers.BX));
        move64(RAX, result.ax());
        put(0xff, 0x25, 0, 0, 0, 0); // jmp [rip + 0]
        code.putLong(result.ip());
    }

    private void call(int number) {
        move32(RAX, number);
        put(0x0f, 0x05);
    }

    /** A short jump, to be aimed by {@link #land}. */
    private int jump(int condition) {
        put(condition, 0);
        return code.position();
    }

    private void land(int jump) {
        code.put(jump - 1, (byte) (code.position() - jump));
    }

    private void move32(int register, int value) {
        put(0xb8 + register);
        code.putInt(value);
    }

    private void move64(int register, long value) {
        boolean upper = register >= 8;
        if (value == (int) value) {
            put(upper ? 0x49 : 0x48, 0xc7, 0xc0 + (register & 7));
            code.putInt((int) value);
        } else {
            put(upper ? 0x49 : 0x48, 0xb8 + (register & 7));
            code.putLong(value);
        }
    }

    private void put(int... bytes) {
        for (int b : bytes) {
            code.put((byte) b);
        }
    }
}
