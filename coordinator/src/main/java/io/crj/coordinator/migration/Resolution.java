package io.crj.coordinator.migration;

/**
 * What may be done about a migration when an operator says how it shall end.
 *
 * @param action what to do
 * @param words of {@link Action#REFUSE} why not, of {@link Action#FORCE} what it risks; else empty
 */
public record Resolution(Action action, String words) {

    /** What an operator's word leads to. */
    public enum Action {
        /** Writes the wanted decision unless there is one, and carries out the one that holds. */
        DECIDE,
        /** Against what is decided, or without it being known that no second copy arises: by order, not by the log. */
        FORCE,
        REFUSE
    }

    /**
     * Judges an operator's wish.
     *
     * @param wanted how it shall end
     * @param held what the log holds; null for no decision
     * @param source what its agent says
     * @param target what its agent says
     * @param force whether the risk is taken
     */
    public static Resolution of(Decision wanted, Decision held, SideState source, SideState target, boolean force) {
        Resolution judged = wanted == Decision.COMMIT ? commit(held, source, target) : abort(held, source, target);
        if (judged.action() == Action.FORCE && !force) {
            return new Resolution(Action.REFUSE, judged.words() + "; --force does it all the same");
        }
        return judged;
    }

    private static Resolution commit(Decision held, SideState source, SideState target) {
        if (target == SideState.UNCERTAIN) {
            return force("the target " + target.words()
                    + ": if it never ran there, forcing ends the only copy, which the" + " source holds");
        } else if (held == Decision.COMMIT) {
            return decide();
        } else if (target == SideState.RESUMED || target == SideState.RESUMING) {
            return force(
                    "the target " + target.words() + " although COMMIT is not decided: forcing ends what the source"
                            + " holds, which loses the tree if the target's copy is not whole");
        } else if (target != SideState.READY) {
            return refuse(
                    "the target " + target.words() + ", so that it has no complete vessel to resume, forced or not");
        } else if (held == Decision.ABORT) {
            return force(
                    "ABORT is decided and the source " + source.words() + ": it may let the tree run on at any time"
                            + " or has done so, and forcing then makes two copies of it, one of which is ended when the source"
                            + " obeys");
        } else if (source != SideState.PREPARED) {
            return force("the source " + source.words() + ", so that it is not known to have voted: if it lets the tree"
                    + " run on, forcing makes two copies");
        }
        return decide();
    }

    private static Resolution abort(Decision held, SideState source, SideState target) {
        String decided = held == Decision.COMMIT ? "COMMIT is decided and " : "";
        boolean reaped = source == SideState.REAPED || source == SideState.REAPING;
        if (target.certifiesLoss()) {
            return decide();
        } else if (reaped || held == Decision.COMMIT && source == SideState.UNKNOWN) {
            return refuse(decided + "the source " + source.words()
                    + ": it has no tree left to run on, and the target " + target.words()
                    + ", so that aborting would lose"
                    + " the tree, forced or not");
        } else if (target == SideState.RESUMED || target == SideState.RESUMING) {
            return refuse(decided + "the target " + target.words()
                    + ": letting the source run on would make two copies, forced or not; use crj-migrate "
                    + (held == Decision.COMMIT ? "recover" : "resolve --commit"));
        } else if (target == SideState.UNCERTAIN) {
            return force(
                    "the target " + target.words() + ": if it ran there, what it did and told its clients is lost, and"
                            + " done again by the copy that the source lets run on");
        } else if (held != Decision.COMMIT) {
            return decide();
        } else if (target == SideState.SILENT) {
            return force(
                    "COMMIT is decided and the target cannot be asked: if it was told to resume, or holds the vessel"
                            + " and is told later, forcing makes two copies; force only when that host is dead and its crj state"
                            + " is removed before it comes back");
        }
        return force("COMMIT is decided and the target " + target.words() + ": if somebody tells it to resume before it"
                + " obeys, the tree runs there and the source refuses to run on; crj-migrate recover would finish the"
                + " migration instead");
    }

    private static Resolution decide() {
        return new Resolution(Action.DECIDE, "");
    }

    private static Resolution force(String risk) {
        return new Resolution(Action.FORCE, risk);
    }

    private static Resolution refuse(String why) {
        return new Resolution(Action.REFUSE, why);
    }
}
