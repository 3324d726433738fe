package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MPROTECT;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.tree.Vessel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * The vdso of the kernel a process was dumped on, in a process of another kernel: a program has remembered its addresses.
 *
 * <p>It becomes ordinary memory, and each of its functions leads to this kernel's own, which lies elsewhere. Whoever is in
 * the middle of one goes on in it: the data beside it are zero, by which the functions know to call the kernel instead.
 */
final class ForeignVdso {

    /** {@code mov rax, ADDRESS ; jmp rax}. */
    private static final int JUMP_BYTES = 12;

    private final Vessel vessel;
    private final RemoteProcess process;
    private boolean mapped;

    ForeignVdso(Vessel vessel) {
        this.vessel = vessel;
        this.process = vessel.process();
    }

    /** Takes in a piece of the image's vdso, and finds out whether it is this kernel's; {@code content} is consumed. */
    void write(long address, ByteBuffer content, List<VmaEntry> mappings) {
        byte[] piece = new byte[content.remaining()];
        content.get(piece);
        if (!vessel.hasForeignVdso()) {
            // A frame of the stream may end in the middle of it.
            if (ByteBuffer.wrap(process.read(address, piece.length)).equals(ByteBuffer.wrap(piece))) {
                return;
            }
            VmaEntry vdso = vdso(mappings);
            byte[] own = process.read(vdso.getStart(), size(vdso));
            vessel.moveVdsoAway();
            map(mappings);
            process.write(vdso.getStart(), own);
        } else if (!mapped) {
            map(mappings);
        }
        process.write(address, piece);
    }

    private static VmaEntry vdso(List<VmaEntry> mappings) {
        return mappings.stream()
                .filter(vma -> (vma.getStatus() & VmaStatus.VDSO) != 0)
                .findFirst()
                .orElseThrow(() -> new EngineException("the image has no vdso"));
    }

    private static int size(VmaEntry vma) {
        return Math.toIntExact(vma.getEnd() - vma.getStart());
    }

    private void map(List<VmaEntry> mappings) {
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED_NOREPLACE;
        for (VmaEntry vma : mappings) {
            if ((vma.getStatus() & (VmaStatus.VDSO | VmaStatus.VVAR)) != 0) {
                boolean code = (vma.getStatus() & VmaStatus.VDSO) != 0;
                int access = Mman.PROT_READ | (code ? Mman.PROT_WRITE : 0);
                process.check("mmap for another kernel's vdso", MMAP, vma.getStart(), size(vma), access, flags, -1, 0);
            }
        }
        mapped = true;
    }

    /** Leads its functions to this kernel's, once all of it is there. */
    void seal(List<VmaEntry> mappings) {
        if (!mapped) {
            return;
        }
        VmaEntry old = vdso(mappings);
        Mapping own = Mapping.read(process.pid()).stream()
                .filter(Mapping::isVdso)
                .findFirst()
                .orElseThrow();
        Map<String, VdsoSymbols.Function> theirs = VdsoSymbols.read(process.readBuffer(old.getStart(), size(old)));
        Map<String, VdsoSymbols.Function> ours =
                VdsoSymbols.read(process.readBuffer(own.start(), Math.toIntExact(own.sizeBytes())));
        theirs.forEach((name, function) -> {
            if (ours.containsKey(name) && function.sizeBytes() >= JUMP_BYTES) {
                jump(
                        old.getStart() + function.offset(),
                        own.start() + ours.get(name).offset());
            }
        });
        process.check("mprotect", MPROTECT, old.getStart(), size(old), old.getProt());
    }

    private void jump(long from, long to) {
        ByteBuffer code = ByteBuffer.allocate(JUMP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        code.putShort((short) 0xb848).putLong(to).putShort((short) 0xe0ff);
        process.write(from, code.array());
    }
}
