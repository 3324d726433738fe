package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import java.util.Locale;

/** What a restore does about the control groups of an image; names and meanings are those of CRIU's --manage-cgroups. */
public enum GroupMode {
    /** The groups have to be there, and keep their properties. */
    NONE(false, true, false, false),
    /** The groups have to be there, and get the image's properties. */
    PROPS(false, true, true, true),
    /** Missing groups are made, with the image's properties; others keep theirs. */
    SOFT(true, true, true, false),
    /** Missing groups are made, all get the image's properties. */
    FULL(true, true, true, true),
    /** All groups are made: none may be there before. */
    STRICT(true, false, true, true),
    /** The tree stays in the groups of whoever restores it. */
    IGNORE(false, true, false, false);

    private final boolean making;
    private final boolean finding;
    private final boolean settingUp;
    private final boolean changing;

    GroupMode(boolean making, boolean finding, boolean settingUp, boolean changing) {
        this.making = making;
        this.finding = finding;
        this.settingUp = settingUp;
        this.changing = changing;
    }

    /** Whether it makes groups that are missing. */
    boolean makes() {
        return making;
    }

    /** Whether groups may be there before. */
    boolean finds() {
        return finding;
    }

    /** Whether a group gets the image's properties. */
    boolean setsUp(boolean made) {
        return made ? settingUp : changing;
    }

    /** @throws EngineException naming those there are */
    public static GroupMode parse(String name) {
        for (GroupMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mode;
            }
        }
        throw new EngineException(
                "--manage-cgroups=" + name + ": there are none, props, soft, full, strict and ignore");
    }
}
