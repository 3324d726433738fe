package io.crj.engine.hook;

import io.crj.engine.error.EngineException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs that run at every action, the one named last first, each until its end. They see
 *
 * <ul>
 *   <li>{@code CRTOOLS_SCRIPT_ACTION}: {@link Action#label()},
 *   <li>{@code CRTOOLS_IMAGE_DIR}: the image directory, empty when the image goes to another host directly,
 *   <li>{@code CRTOOLS_INIT_PID}: the tree's root as crj sees it, once it exists.
 * </ul>
 *
 * <p>They are neither traced nor timed out: while one runs at an action that finds the tree frozen, the tree stays frozen.
 */
public final class ActionScripts implements Hooks {

    private static final Logger LOG = LoggerFactory.getLogger(ActionScripts.class);

    private static final int NOT_RUN = 127;
    private static final int INTERRUPTED = 130;

    private final List<Path> newestFirst;
    private final String imageDirectory;
    private final File work;
    private final Consumer<String> late;

    private ActionScripts(List<Path> newestFirst, String imageDirectory, File work, Consumer<String> late) {
        this.newestFirst = newestFirst;
        this.imageDirectory = imageDirectory;
        this.work = work;
        this.late = late;
    }

    /**
     * Checks that the scripts can run.
     *
     * @param scripts in the order they were named in
     * @param imageDirectory empty when there is none
     * @param work the directory the scripts run in
     * @throws EngineException naming the script that is missing or not executable
     */
    public static Hooks of(List<Path> scripts, String imageDirectory, Path work) {
        return of(scripts, imageDirectory, work, LOG::warn);
    }

    /**
     * As {@link #of(List, String, Path)}.
     *
     * @param late gets a sentence for each failure that comes too late to matter
     */
    public static Hooks of(List<Path> scripts, String imageDirectory, Path work, Consumer<String> late) {
        if (scripts.isEmpty()) {
            return NONE;
        }
        List<Path> newestFirst = new ArrayList<>();
        for (Path script : scripts) {
            File file = script.toFile();
            if (!file.isFile() || !file.canExecute()) {
                throw new EngineException("action script " + script
                        + (file.isFile() ? " is not executable: make it so with chmod +x" : " is no file"));
            }
            newestFirst.add(script.toAbsolutePath());
        }
        Collections.reverse(newestFirst);
        return new ActionScripts(newestFirst, imageDirectory, work.toFile(), late);
    }

    @Override
    public void run(Action action, int rootPid) {
        int codes = 0;
        Path failed = null;
        for (Path script : newestFirst) {
            int code = run(script, action, rootPid);
            LOG.info("action script {} ended {} with exit code {}", script, action.label(), code);
            if (code != 0 && failed == null) {
                failed = script;
            }
            codes |= code;
        }
        if (failed == null) {
            return;
        }
        if (action.isDecisive()) {
            throw new HookException(action, failed.toString(), codes);
        }
        late.accept("action script " + failed + " ended " + action.label() + " with exit code " + codes
                + ": too late to matter");
    }

    private int run(Path script, Action action, int rootPid) {
        ProcessBuilder builder = new ProcessBuilder(script.toString())
                .directory(work)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.put("CRTOOLS_SCRIPT_ACTION", action.label());
        environment.put("CRTOOLS_IMAGE_DIR", imageDirectory);
        environment.remove("CRTOOLS_INIT_PID");
        if (rootPid != NO_PID) {
            environment.put("CRTOOLS_INIT_PID", Integer.toString(rootPid));
        }
        try {
            return await(builder.start());
        } catch (IOException e) {
            LOG.error("cannot run action script {}: {}", script, e.getMessage());
            return NOT_RUN;
        }
    }

    private static int await(Process script) {
        try {
            return script.waitFor();
        } catch (InterruptedException e) {
            script.destroyForcibly();
            Thread.currentThread().interrupt();
            return INTERRUPTED;
        }
    }
}
