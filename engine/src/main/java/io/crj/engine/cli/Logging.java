package io.crj.engine.cli;

/** A command that has a log. */
interface Logging {

    LogOptions log();
}
