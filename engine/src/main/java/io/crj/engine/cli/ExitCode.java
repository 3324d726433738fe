package io.crj.engine.cli;

/** Exit codes of the crj command. */
final class ExitCode {

    static final int OK = 0;
    /** It failed: the tree was not touched, or runs again as before. */
    static final int FAILED = 1;
    /** The command line makes no sense; nothing was tried. */
    static final int USAGE = 2;

    private ExitCode() {}
}
