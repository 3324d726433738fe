package io.crj.engine.resource.tty;

import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyPtyEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.TerminalCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.OpenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an image tells about a terminal apart from its open files. */
final class TtyInfo {

    private TtyInfo() {}

    static TtyInfoEntry entry(int infoId, OpenFile file, Fd local, TerminalId id, DumpContext context) {
        TtyInfoEntry.Builder info = TtyInfoEntry.newBuilder()
                .setId(infoId)
                .setType(id.type())
                .setLocked(false)
                .setExclusive(false)
                .setPacketMode(false)
                .setSid(0)
                .setPgrp(0)
                .setRdev((int) file.probe().stat().rdev())
                .setDev((int) Stat.kernelDevice(file.probe().stat().device()))
                .setUid(file.probe().stat().uid())
                .setGid(file.probe().stat().gid());
        if (id.type() == TtyType.PTY) {
            info.setPty(TtyPtyEntry.newBuilder().setIndex(id.index()));
        }
        if (id.kind() == TerminalId.Kind.HUNG_UP) {
            return info.build();
        }
        boolean master = id.kind() == TerminalId.Kind.MASTER;
        TtyDump.flags(info, local, master);
        if (master && TtyDump.isAbandoned(local)) {
            info.setAbandoned(true);
        }
        if (OwnTerminals.areOf(file.probe().pid())) {
            info.setOwnDevpts(true);
        }
        info.setTermios(Modes.entry(TerminalCalls.modes(local)))
                .setTermiosLocked(Modes.entry(TerminalCalls.lockedModes(local)))
                .setWinsize(Modes.size(TerminalCalls.windowSize(local)));
        return info.setSid(session(file, local, id))
                .setPgrp(group(file, local, id))
                .build();
    }

    /** The session that it controls, 0 for none; as the session's leader sees its pid. */
    static int session(OpenFile file, Fd local, TerminalId id) {
        return own(
                id.kind() == TerminalId.Kind.MASTER
                        ? ofMaster(local, TtyIoctls.TIOCGSID)
                        : ofHolder(file, local).map(TaskStat::session).orElse(0));
    }

    /** Its foreground process group. */
    private static int group(OpenFile file, Fd local, TerminalId id) {
        return own(
                id.kind() == TerminalId.Kind.MASTER
                        ? ofMaster(local, TtyIoctls.TIOCGPGRP)
                        : ofHolder(file, local).map(TaskStat::foregroundGroup).orElse(0));
    }

    private static int ofMaster(Fd master, int request) {
        try {
            return TerminalCalls.number(master, request);
        } catch (SyscallException e) {
            // It controls no session.
            if (e.errno() == Errno.ENOTTY) {
                return 0;
            }
            throw e;
        }
    }

    /** A slave tells only its own session; so does /proc of those who hold it. */
    private static Optional<TaskStat> ofHolder(OpenFile file, Fd local) {
        int device = TerminalCalls.number(local, TtyIoctls.TIOCGDEV);
        return file.descriptors().stream()
                .map(OpenFile.Descriptor::pid)
                .distinct()
                .map(TaskStat::read)
                .filter(stat -> stat.terminal() == device)
                .findFirst();
    }

    /** The number of a session or group inside of its own pid namespace; unchanged when its leader is gone. */
    private static int own(int leader) {
        if (leader <= 0 || !Files.exists(Path.of("/proc/" + leader))) {
            return Math.max(0, leader);
        }
        List<Integer> numbers = TaskStatus.read(leader).numbers("NSpid");
        return numbers.get(numbers.size() - 1);
    }
}
