package io.crj.agent.session;

/** What moves a session from state to state. */
enum SessionEvent {
    /** The engine and the stream are there. */
    OPENED("the start"),
    /** The coordinator asks for a round. */
    ROUND("a round"),
    /** The coordinator asks for the freeze; on the target: the image has arrived. */
    FREEZE("the freeze"),
    /** The image has arrived. */
    ARRIVED("the end of the image"),
    /** All that this side has to do before its vote is done. */
    VOTED("the vote"),
    /** The coordinator has decided to commit. */
    COMMIT("the commit"),
    /** The coordinator has decided to abort. */
    ABORT("the abort"),
    /** Something failed, or the coordinator is lost. */
    LOST("the loss of the coordinator");

    private final String words;

    SessionEvent(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
