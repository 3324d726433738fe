package io.crj.engine.memory;

import static io.crj.engine.linux.abi.Socket.AF_PACKET;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_DOMAIN;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MPROTECT;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.trace.RemoteProcess;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * Rings of packet sockets that are mapped; packet_mmap in packet(7). The socket makes its rings anew, empty, and they are
 * mapped again where they were.
 */
public final class SocketMappings {

    private static final String SOCKET = "socket:[";

    private SocketMappings() {}

    static boolean is(Mapping mapping) {
        return mapping.path().startsWith(SOCKET);
    }

    static boolean is(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.SOCKET) != 0;
    }

    /** Why the mapping cannot be carried; empty when it can. */
    static Optional<String> refusal(int pid, Mapping mapping) {
        try (Fd process = FileCalls.pidfdOpen(pid)) {
            for (int fd : ProcFile.numbers("/proc/" + pid + "/fd")) {
                if (leadsTo(pid, fd, mapping.path())) {
                    return isPacketSocket(process, fd)
                            ? Optional.empty()
                            : Optional.of(
                                    "what a socket of this kind has received cannot be mapped again (TCP_ZEROCOPY_RECEIVE,"
                                            + " AF_XDP); have the program unmap it");
                }
            }
        }
        return Optional.of(
                "the process has closed the socket whose ring this is, so that it cannot be made again; have the"
                        + " program unmap it, or keep the socket open");
    }

    private static boolean leadsTo(int pid, int fd, String link) {
        try {
            return ProcFile.link("/proc/" + pid + "/fd/" + fd).equals(link);
        } catch (EngineException e) {
            // A running process closes files while we look.
            return false;
        }
    }

    private static boolean isPacketSocket(Fd process, int fd) {
        try (Fd socket = FileCalls.pidfdGetfd(process, fd)) {
            return SocketCalls.getInt(socket, SOL_SOCKET, SO_DOMAIN) == AF_PACKET;
        } catch (SyscallException e) {
            return false;
        }
    }

    /** Puts the sockets' numbers in the image where their inodes stood; these are known when all files were found. */
    public static void number(MmEntry.Builder mm, Iterable<OpenFile> files) {
        for (VmaEntry.Builder vma : mm.getVmasBuilderList()) {
            if ((vma.getStatus() & VmaStatus.SOCKET) != 0) {
                vma.setShmid(id(vma.getShmid(), files));
            }
        }
    }

    private static int id(long inode, Iterable<OpenFile> files) {
        for (OpenFile file : files) {
            if (file.probe().link().equals(SOCKET + inode + "]")) {
                return file.id();
            }
        }
        throw new EngineException(SOCKET + inode + "] is mapped, but no process has it open");
    }

    /**
     * Maps the rings.
     *
     * @param sockets open files of the image by number; null for what is none
     * @param give puts a file into the process
     */
    public static void restore(RemoteProcess process, MmEntry mm, IntFunction<Fd> sockets, ToIntFunction<Fd> give) {
        List<VmaEntry> vmas = mm.getVmasList();
        for (int i = 0; i < vmas.size(); i++) {
            VmaEntry first = vmas.get(i);
            if (is(first)) {
                int last = i;
                while (last + 1 < vmas.size() && continues(vmas.get(last), vmas.get(last + 1))) {
                    last++;
                }
                map(process, first, vmas.get(last).getEnd(), sockets, give);
                vmas.subList(i + 1, last + 1).forEach(vma -> protect(process, vma));
                i = last;
            }
        }
    }

    /** Whether it is more of the same mapping, in which the program has changed the protection of some. */
    private static boolean continues(VmaEntry vma, VmaEntry next) {
        return is(next)
                && next.getStart() == vma.getEnd()
                && next.getShmid() == vma.getShmid()
                && next.getPgoff() - vma.getPgoff() == vma.getEnd() - vma.getStart();
    }

    private static void map(
            RemoteProcess process, VmaEntry vma, long end, IntFunction<Fd> sockets, ToIntFunction<Fd> give) {
        Fd socket = sockets.apply((int) vma.getShmid());
        if (socket == null) {
            throw new ImageFormatException(
                    "mm", "a mapping shows file " + vma.getShmid() + ", which no process has open");
        }
        int fd = give.applyAsInt(socket);
        int flags = vma.getFlags() & (Mman.MAP_SHARED | Mman.MAP_PRIVATE) | Mman.MAP_FIXED;
        String what = "mmap of the ring of a packet socket";
        process.check(what, MMAP, vma.getStart(), end - vma.getStart(), vma.getProt(), flags, fd, vma.getPgoff());
        process.check("close", CLOSE, fd);
    }

    private static void protect(RemoteProcess process, VmaEntry vma) {
        process.check("mprotect", MPROTECT, vma.getStart(), vma.getEnd() - vma.getStart(), vma.getProt());
    }
}
