package io.crj.engine.resource.tty;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TerminalCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;

/** The user's terminal on which a shell job is restored: it has the job's modes, also when the job never runs. */
public final class TerminalModesAftermath implements Aftermath {

    public static final String KIND = "terminal-modes";

    private static final String TERMINAL = "terminal";
    private static final String MODES = "modes";

    static SideEffect effect(Fd terminal, byte[] modes) {
        return SideEffect.of(
                KIND,
                TERMINAL,
                ProcFile.link("/proc/self/fd/" + terminal.number()),
                MODES,
                Base64.getEncoder().encodeToString(modes));
    }

    @Override
    public void undo(Map<String, String> facts) {
        String terminal = SideEffect.fact(facts, TERMINAL);
        if (!terminal.startsWith("/dev/") || !Files.exists(Path.of(terminal))) {
            return;
        }
        int flags = Fcntl.O_RDWR | Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
        try (Fd open = FileCalls.open(terminal, flags, 0)) {
            byte[] modes = Base64.getDecoder().decode(SideEffect.fact(facts, MODES));
            TerminalCalls.inBackground(() -> TerminalCalls.setModes(open, modes));
        }
    }

    /** It is the job's terminal now. */
    @Override
    public void complete(Map<String, String> facts) {}
}
