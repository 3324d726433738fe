package io.crj.engine.hold;

/** What holds a frozen tree when the process that froze it is gone. */
public enum HoldMethod {
    /** The freezer of control groups where it can be used, else signals. */
    AUTOMATIC,
    /** SIGSTOP only, which the tree's parent may notice. */
    SIGNALS
}
