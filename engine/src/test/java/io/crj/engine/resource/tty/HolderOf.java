package io.crj.engine.resource.tty;

import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.FdProbe;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that has one terminal open, as its standard input, and does nothing. */
record HolderOf(Process process) implements AutoCloseable {

    static HolderOf only(Fd terminal) throws IOException {
        File link = new File("/proc/self/fd/" + terminal.number());
        if (Files.readSymbolicLink(link.toPath()).toString().endsWith("ptmx")) {
            return master(terminal);
        }
        return new HolderOf(new ProcessBuilder("sleep", "1000")
                .redirectInput(link)
                .redirectOutput(new File("/dev/null"))
                .start());
    }

    /** Opening a master makes another pair: it has to be fetched. */
    private static HolderOf master(Fd terminal) throws IOException {
        String fetch = "import ctypes,os,time;c=ctypes.CDLL(None);p=c.syscall(434,%d,0);c.syscall(438,p,%d,0);"
                .formatted(ProcessHandle.current().pid(), terminal.number());
        String program = fetch + "os.close(p);print('ready',flush=True);time.sleep(1000)";
        Process process = new ProcessBuilder("python3", "-c", program).start();
        process.getInputStream().read();
        return new HolderOf(process);
    }

    int pid() {
        return (int) process.pid();
    }

    /** Its only terminal. */
    FdProbe probe() throws IOException {
        for (int fd : ProcFile.numbers("/proc/" + pid() + "/fd")) {
            Path link = Path.of("/proc/" + pid() + "/fd/" + fd);
            FdProbe probe = new FdProbe(
                    pid(),
                    fd,
                    Files.readSymbolicLink(link).toString(),
                    FileCalls.stat(link.toString()),
                    FdInfo.read(pid(), fd));
            if (TerminalId.isTerminal(probe)) {
                return probe;
            }
        }
        throw new AssertionError("no terminal");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
