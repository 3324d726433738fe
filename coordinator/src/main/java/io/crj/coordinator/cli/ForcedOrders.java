package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentQuestions;
import io.crj.coordinator.effect.AgentRefusedException;
import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.SideState;
import java.util.function.Consumer;

/** Carries out an operator's word against the decision: first the target, which would be the second copy. */
final class ForcedOrders {

    private static final String REASON = "an operator forced it with crj-migrate resolve";

    private final AgentQuestions questions;
    private final OwnedMigration owned;
    private final Consumer<String> say;

    ForcedOrders(AgentQuestions questions, OwnedMigration owned, Consumer<String> say) {
        this.questions = questions;
        this.owned = owned;
        this.say = say;
    }

    /** Stops at the first agent that does not obey; what was done is said. */
    ExitCode carryOut(Decision wanted, SideState target) {
        Begun begun = owned.found().begun();
        try {
            if (wanted == Decision.COMMIT) {
                questions.commit(Side.TARGET, begun.to(), begun.id());
                say.accept("the tree runs on the target");
                questions.commit(Side.SOURCE, begun.from(), begun.id());
                say.accept("the source has ended its copy");
                owned.ended(MigrationState.DONE);
            } else {
                if (target != SideState.SILENT) {
                    questions.abort(Side.TARGET, begun.to(), begun.id(), REASON);
                    say.accept("the target has given the vessel up");
                }
                questions.abort(Side.SOURCE, begun.from(), begun.id(), REASON);
                say.accept("the tree runs on at the source");
                owned.ended(MigrationState.ABORTED);
            }
            return ExitCode.MIGRATED;
        } catch (AgentRefusedException failed) {
            say.accept(failed.getMessage());
            return ExitCode.IN_DOUBT;
        }
    }
}
