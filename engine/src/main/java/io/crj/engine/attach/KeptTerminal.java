package io.crj.engine.attach;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.TerminalCalls;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminal of a restored job that a keeper holds, and the job.
 *
 * @param master of the terminal, shared with the keeper
 * @param root pidfd of the job's first process
 */
public record KeptTerminal(Fd master, Fd root) implements AutoCloseable {

    /** Name of keepers in {@code /proc/PID/comm}. */
    public static final String KEEPER = "crj-keeper";

    /**
     * The terminal of a process.
     *
     * @param pid any process of the job
     * @throws EngineException when no keeper holds its terminal, or somebody else is attached to it
     */
    public static KeptTerminal of(int pid) {
        int keeper = keeperOf(pid);
        String children = ProcFile.text("/proc/" + keeper + "/task/" + keeper + "/children")
                .trim();
        if (children.isEmpty()) {
            throw new EngineException("the job of pid " + pid + " has ended");
        }
        Fd root = FileCalls.pidfdOpen(Integer.parseInt(children.split(" ")[0]));
        try (Fd process = FileCalls.pidfdOpen(keeper)) {
            KeptTerminal terminal = new KeptTerminal(FileCalls.pidfdGetfd(process, masterOf(keeper)), root);
            terminal.lock(pid);
            return terminal;
        } catch (RuntimeException e) {
            root.close();
            throw e;
        }
    }

    private static int keeperOf(int pid) {
        if (!Files.exists(Path.of("/proc/" + pid))) {
            throw new EngineException("no process " + pid);
        }
        int ancestor = pid;
        while (ancestor > 1) {
            TaskStat stat = TaskStat.read(ancestor);
            if (stat.name().equals(KEEPER)) {
                return ancestor;
            }
            ancestor = stat.parent();
        }
        throw new EngineException("pid " + pid + " has no terminal to attach to: crj keeps one for trees restored with"
                + " --shell-job and without a terminal of the caller's");
    }

    private static int masterOf(int keeper) {
        return ProcFile.numbers("/proc/" + keeper + "/fd").stream()
                .filter(fd -> ProcFile.link("/proc/" + keeper + "/fd/" + fd).endsWith("/ptmx"))
                .findFirst()
                .orElseThrow(() -> new EngineException("pid " + keeper + " is no keeper of a terminal"));
    }

    /** Tells the keeper to read nothing, and others that the place is taken; until this process ends or closes it. */
    private void lock(int pid) {
        try (NativeBuffer lock = NativeBuffer.allocate(Fcntl.FLOCK_SIZE)) {
            lock.putShort(Fcntl.FLOCK_TYPE, (short) Fcntl.F_WRLCK)
                    .putLong(Fcntl.FLOCK_START, TerminalCalls.number(master, TtyIoctls.TIOCGPTN))
                    .putLong(Fcntl.FLOCK_LEN, 1);
            FileCalls.fcntl(master, Fcntl.F_SETLK, lock.address());
        } catch (SyscallException e) {
            master.close();
            if (e.errno() == Errno.EAGAIN || e.errno() == Errno.EACCES) {
                throw new EngineException(
                        "another crj is attached to the terminal of pid " + pid + ": detach it with ctrl-p ctrl-q", e);
            }
            throw e;
        }
    }

    @Override
    public void close() {
        master.close();
        root.close();
    }
}
