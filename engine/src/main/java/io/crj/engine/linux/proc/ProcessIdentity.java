package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;

/**
 * A process that stays distinguishable from later ones of the same pid.
 *
 * @param pid as this process sees it
 * @param startTicks since boot; proc(5), field 22 of stat
 */
public record ProcessIdentity(int pid, long startTicks) {

    private static final int START_TIME = 22;

    /** @throws EngineException when there is no such process */
    public static ProcessIdentity of(int pid) {
        return new ProcessIdentity(pid, TaskStat.read(pid).get(START_TIME));
    }

    public static ProcessIdentity ofThisProcess() {
        return of((int) ProcessHandle.current().pid());
    }

    /** Whether it has not ended; one that waits for its parent's notice has. */
    public boolean exists() {
        return TaskStat.ofLiving(pid)
                .filter(stat -> stat.get(START_TIME) == startTicks && stat.state() != 'Z' && stat.state() != 'X')
                .isPresent();
    }

    /** {@code PID START}, for {@link #parse}. */
    @Override
    public String toString() {
        return pid + " " + startTicks;
    }

    /** @throws EngineException when {@link #toString} never gave that */
    public static ProcessIdentity parse(String text) {
        try {
            int space = text.indexOf(' ');
            return new ProcessIdentity(
                    Integer.parseInt(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new EngineException("\"" + text + "\" names no process", e);
        }
    }
}
