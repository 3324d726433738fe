package io.crj.engine.hold;

import io.crj.engine.trace.Tracee;
import java.util.List;

/** A process whose threads are all in a stop of ours, their registers and masks their own. */
public interface HeldProcess {

    int pid();

    /** The leader first. */
    List<Tracee> threads();
}
