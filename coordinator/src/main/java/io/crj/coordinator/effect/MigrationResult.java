package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How a migration ended.
 *
 * @param request what was asked for
 * @param migration the machine's last word
 * @param logDirectory where the target keeps the logs of the restore; empty for none
 * @param totalNanos from the start to the end
 * @param phaseNanos time spent in each state, in order
 */
public record MigrationResult(
        MigrationRequest request,
        Migration migration,
        String logDirectory,
        long totalNanos,
        Map<MigrationState, Long> phaseNanos) {

    public MigrationResult {
        Map<MigrationState, Long> copy = new EnumMap<>(MigrationState.class);
        copy.putAll(phaseNanos);
        phaseNanos = Collections.unmodifiableMap(copy);
    }
}
