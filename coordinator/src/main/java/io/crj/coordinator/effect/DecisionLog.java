package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Decision;

/** Where decisions are kept, once for each migration, for as long as a participant may ask. */
public interface DecisionLog {

    /**
     * Writes a decision durably, unless one is there already.
     *
     * @return what the log holds for this migration now; the first decision ever written stays
     * @throws DecisionLogException when that is not known, or when nothing could be written
     */
    Decision decide(String migrationId, Decision wanted);
}
