package io.crj.agent.machine;

/**
 * Why a side ends otherwise than committed.
 *
 * @param fault what those who wait are told
 * @param why a sentence
 */
public record Ending(Fault fault, String why) {

    /** It does not. */
    public static final Ending NONE = new Ending(Fault.FAILED, "");
}
