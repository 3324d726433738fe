package io.crj.engine.cgroup;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.ProcFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A frozen control group that was thawed for a dump: frozen again with a tree that stays; cgroup-v2.rst. */
public final class ThawedGroupAftermath implements Aftermath {

    public static final String KIND = "thawed-group";

    private static final String FILE = "file";
    private static final String OLD = "freezer.state";
    private static final String NEW = "cgroup.freeze";

    /** To be noted before the group is thawed. */
    static SideEffect effect(Path group) {
        Path old = group.resolve(OLD);
        return SideEffect.of(KIND, FILE, (Files.exists(old) ? old : group.resolve(NEW)).toString());
    }

    static boolean isFrozen(Map<String, String> facts) {
        String file = SideEffect.fact(facts, FILE);
        return Files.exists(Path.of(file))
                && (file.endsWith(OLD)
                        ? !read(file).equals("THAWED")
                        : read(file).equals("1"));
    }

    private static String read(String file) {
        return ProcFile.text(file).strip();
    }

    static void thaw(Map<String, String> facts) {
        String file = SideEffect.fact(facts, FILE);
        GroupMoves.write(Path.of(file), file.endsWith(OLD) ? "THAWED" : "0");
    }

    @Override
    public void undo(Map<String, String> facts) {
        String file = SideEffect.fact(facts, FILE);
        if (Files.exists(Path.of(file))) {
            GroupMoves.write(Path.of(file), file.endsWith(OLD) ? "FROZEN" : "1");
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        // Whoever was frozen in it is gone.
    }
}
