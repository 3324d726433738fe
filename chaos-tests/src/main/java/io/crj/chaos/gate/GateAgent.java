package io.crj.chaos.gate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Comes into an agent or {@code crj-migrate} with {@code -javaagent:JAR=SOCKET} and puts a {@link GateFilter} before its
 * log: what the program would log passes the gate first, whether the level is enabled or not.
 */
public final class GateAgent implements LoggerContextListener {

    private final GateFilter filter;

    private GateAgent(GateFilter filter) {
        this.filter = filter;
    }

    /** Called by the JVM before the program's own main. */
    public static void premain(String socket) throws IOException {
        String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        GateAgent agent = new GateAgent(new GateFilter(Path.of(socket), host));
        context.addListener(agent);
        agent.onReset(context);
    }

    /** crj-migrate sets its log up anew; the gate stays. */
    @Override
    public boolean isResetResistant() {
        return true;
    }

    @Override
    public void onReset(LoggerContext context) {
        context.addTurboFilter(filter);
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {}
}
