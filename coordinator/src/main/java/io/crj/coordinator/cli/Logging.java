package io.crj.coordinator.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.LoggerFactory;

/** Logs go to standard error; set up in code, since several programs share one class path. */
final class Logging {

    private Logging() {}

    /**
     * Replaces whatever is set up.
     *
     * @param verbose show what crj does, and the warnings of its libraries
     */
    static void configure(boolean verbose) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{short}");
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        context.getLogger("ROOT").addAppender(appender);
        // A broker that is away is told once, in our words, not every half second in Kafka's.
        context.getLogger("ROOT").setLevel(verbose ? Level.WARN : Level.OFF);
        context.getLogger("io.crj").setLevel(verbose ? Level.DEBUG : Level.ERROR);
    }
}
