package io.crj.engine.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A scope within which all that is logged, by whomever, concerns one task; logs may keep it apart by the value of {@link
 * #KEY} in the mapped diagnostic context, which is the task's pid.
 *
 * <pre>
 *   try (TaskLog task = TaskLog.of(pid)) {
 *       task.step("signal actions");
 *       …
 *   }
 * </pre>
 */
public final class TaskLog implements AutoCloseable {

    /** Key in the mapped diagnostic context. */
    public static final String KEY = "task";

    private static final Logger LOG = LoggerFactory.getLogger(TaskLog.class);

    private final String outer;

    private TaskLog(String outer) {
        this.outer = outer;
    }

    /** @param pid of the process or thread, as in the image */
    public static TaskLog of(int pid) {
        TaskLog scope = new TaskLog(MDC.get(KEY));
        MDC.put(KEY, Integer.toString(pid));
        return scope;
    }

    /** Says what is done next. */
    public void step(String what) {
        LOG.info(what);
    }

    @Override
    public void close() {
        if (outer == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, outer);
        }
    }
}
