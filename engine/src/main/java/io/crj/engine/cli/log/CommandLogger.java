package io.crj.engine.cli.log;

import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger that writes to the log of the command. */
final class CommandLogger extends LegacyAbstractLogger {

    private static final long serialVersionUID = 1L;

    CommandLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return CommandLog.takes(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return CommandLog.takes(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return CommandLog.takes(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return CommandLog.takes(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return CommandLog.takes(Level.ERROR);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return CommandLogger.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable error) {
        CommandLog.write(level, name, MessageFormatter.basicArrayFormat(pattern, arguments), error);
    }
}
