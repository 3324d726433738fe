package io.crj.agent.machine;

/** Why a request is not answered as hoped; the same names as the codes of control.proto. */
public enum Fault {
    /** Cannot be done with this tree or host; nothing was touched. */
    REFUSED,
    /** No such migration or process. */
    NOT_FOUND,
    /** Not in this state. */
    CONFLICT,
    /** It failed or was given up, and was undone here. */
    FAILED,
    /** It failed after a vote or decision. */
    IN_DOUBT,
    /** The tree never ran on this target and never will. */
    VESSEL_LOST
}
