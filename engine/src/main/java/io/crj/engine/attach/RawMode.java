package io.crj.engine.attach;

import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A terminal that hands everything through as it is typed, until closed or until this JVM ends; cfmakeraw(3). */
final class RawMode implements AutoCloseable {

    private final Fd terminal;
    private final byte[] before;
    private final Thread hook = new Thread(this::restore);

    RawMode(Fd terminal) {
        this.terminal = terminal;
        this.before = TerminalCalls.modes(terminal);
        Runtime.getRuntime().addShutdownHook(hook);
        byte[] raw = before.clone();
        ByteBuffer modes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        modes.putInt(Termbits.C_IFLAG, 0).putInt(Termbits.C_LFLAG, 0);
        modes.putInt(Termbits.C_OFLAG, 0);
        raw[Termbits.C_CC + Termbits.VMIN] = 1;
        raw[Termbits.C_CC + Termbits.VTIME] = 0;
        TerminalCalls.setModes(terminal, raw);
    }

    private void restore() {
        TerminalCalls.inBackground(() -> TerminalCalls.setModes(terminal, before));
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(hook);
    }
}
