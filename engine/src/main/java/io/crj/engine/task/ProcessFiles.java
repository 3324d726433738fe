package io.crj.engine.task;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.trace.RemoteProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What files of /proc/PID tell of a process, and set; proc(5). */
final class ProcessFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessFiles.class);

    private static final int HEXADECIMAL = 16;
    private static final String LOGINUID = "loginuid";
    private static final int ELF_MAGIC = 0x7f;
    private static final int ELF_CLASS_AT = 4;
    private static final int ELF_CLASS_32 = 1;

    private ProcessFiles() {}

    static void dump(int pid, TaskCoreEntry.Builder task) {
        task.setOomScoreAdj(Integer.parseInt(text(pid, "oom_score_adj")));
        if (Files.exists(Path.of(path(pid, "coredump_filter")))) {
            task.setCrjCoredumpFilter(filter(pid));
        }
        if (Files.exists(Path.of(path(pid, LOGINUID)))) {
            task.setLoginuid(Integer.parseUnsignedInt(text(pid, LOGINUID)));
        }
    }

    /** Refuses a program that is none of 64 bits: ELF header, elf(5). */
    static void checkProgram(int pid) {
        try (Fd program = FileCalls.open(path(pid, "exe"), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            byte[] head = FileCalls.pread(program, 0, ELF_CLASS_AT + 1);
            if (head.length > ELF_CLASS_AT && head[0] == ELF_MAGIC && head[ELF_CLASS_AT] == ELF_CLASS_32) {
                throw new UnsupportedResourceException(
                        pid,
                        "program " + ProcFile.link(path(pid, "exe")),
                        "it is one of 32 bits, which are not supported; use its build for x86-64");
            }
        }
    }

    /**
     * Who has logged in; before there are threads, which inherit it. The kernel takes it from the process itself only.
     *
     * @param give makes a copy of a descriptor in the process
     */
    static void restoreLogin(RemoteProcess process, TaskCoreEntry task, ToIntFunction<Fd> give) {
        String file = path(process.pid(), LOGINUID);
        String wanted = Integer.toUnsignedString(task.getLoginuid());
        if (!task.hasLoginuid()
                || !Files.exists(Path.of(file))
                || text(process.pid(), LOGINUID).equals(wanted)) {
            return;
        }
        try (Fd open = FileCalls.open(file, Fcntl.O_WRONLY | Fcntl.O_CLOEXEC, 0)) {
            int fd = give.applyAsInt(open);
            process.resetScratch();
            byte[] number = wanted.getBytes(StandardCharsets.US_ASCII);
            if (process.call(SyscallNumber.WRITE, fd, process.push(number), number.length) < 0) {
                LOG.warn(
                        "pid {} cannot have login uid {} here: changing it needs CAP_AUDIT_CONTROL",
                        process.ownPid(),
                        wanted);
            }
            process.check("close", SyscallNumber.CLOSE, fd);
        }
    }

    static void restore(int pid, TaskCoreEntry task) {
        String score = Integer.toString(task.getOomScoreAdj());
        if (task.hasOomScoreAdj() && !text(pid, "oom_score_adj").equals(score)) {
            ProcFile.write(path(pid, "oom_score_adj"), score);
        }
        if (task.hasCrjCoredumpFilter() && filter(pid) != task.getCrjCoredumpFilter()) {
            ProcFile.write(path(pid, "coredump_filter"), Integer.toString(task.getCrjCoredumpFilter()));
        }
    }

    private static int filter(int pid) {
        return Integer.parseUnsignedInt(text(pid, "coredump_filter"), HEXADECIMAL);
    }

    private static String text(int pid, String name) {
        return ProcFile.text(path(pid, name)).trim();
    }

    private static String path(int pid, String name) {
        return "/proc/" + pid + "/" + name;
    }
}
