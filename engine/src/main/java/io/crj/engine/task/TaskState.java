package io.crj.engine.task;

/** {@code task_state} of images. */
public final class TaskState {

    public static final int ALIVE = 1;

    /** Ended, not yet waited for. */
    public static final int DEAD = 2;

    /** Stopped by a signal. */
    public static final int STOPPED = 3;

    /** Written by some for {@link #DEAD}. */
    public static final int ZOMBIE = 6;

    private TaskState() {}

    /** Whether nothing but its end is left of a process. */
    public static boolean isDead(int state) {
        return state == DEAD || state == ZOMBIE;
    }
}
