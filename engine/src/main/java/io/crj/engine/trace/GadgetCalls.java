package io.crj.engine.trace;

/**
 * Calls at any {@code syscall} instruction of the process, in single steps. When we die meanwhile the process is lost: for
 * vessels, which end with us.
 */
final class GadgetCalls implements CallPath {

    private final Tracee leader;
    private long gadget;

    /** @param gadget address of a {@code syscall} instruction that stays mapped */
    GadgetCalls(Tracee leader, long gadget) {
        this.leader = leader;
        this.gadget = gadget;
    }

    long gadget() {
        return gadget;
    }

    void use(long address) {
        gadget = address;
    }

    @Override
    public long call(Tracee thread, Purpose purpose, long number, long... arguments) {
        thread.enter();
        return thread.call(gadget, number, arguments);
    }

    @Override
    public void close() {
        leader.leave();
    }
}
