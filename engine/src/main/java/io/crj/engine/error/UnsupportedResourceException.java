package io.crj.engine.error;

/** The tree holds something crj cannot carry; found before the freeze, nothing was touched. */
public final class UnsupportedResourceException extends EngineException {

    private static final long serialVersionUID = 1L;

    private final int pid;

    /**
     * @param pid the process that holds it
     * @param what the thing, with its number and link text: {@code fd 7 (socket:[1234])}
     * @param why what about it cannot be carried, and the step or option that helps
     */
    public UnsupportedResourceException(int pid, String what, String why) {
        super("pid " + pid + " " + what + ": " + why);
        this.pid = pid;
    }

    /** The process that holds it. */
    public int pid() {
        return pid;
    }

    /** Names an open file the way every refusal does. */
    public static UnsupportedResourceException fd(int pid, int fd, String link, String why) {
        return new UnsupportedResourceException(pid, "fd " + fd + " (" + link + ")", why);
    }
}
