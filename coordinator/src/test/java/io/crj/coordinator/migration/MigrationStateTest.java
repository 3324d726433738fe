package io.crj.coordinator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MigrationStateTest {

    @Test
    void shouldKeepCodesInOrder() {
        int code = 0;
        for (MigrationState state : MigrationState.values()) {
            assertThat(state.code()).as(state.name()).isEqualTo(++code);
            assertThat(state.sentence()).as(state.name()).isNotBlank().doesNotEndWith(".");
        }
    }

    @Test
    void shouldReachEveryStateAndLeaveAllButTerminalOnes() {
        Set<MigrationState> reached = EnumSet.of(MigrationState.PREFLIGHT);
        assertThat(MigrationState.PREFLIGHT.mayBegin()).isTrue();
        ArrayDeque<MigrationState> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            MigrationState from = open.remove();
            boolean left = false;
            for (MigrationState to : MigrationState.values()) {
                if (to.follows(from)) {
                    left = true;
                    if (reached.add(to)) {
                        open.add(to);
                    }
                }
            }
            assertThat(left).as(from.name()).isNotEqualTo(from.isTerminal());
        }
        assertThat(reached).containsExactlyInAnyOrder(MigrationState.values());
        for (MigrationState state : MigrationState.values()) {
            assertThat(state.mayBegin() || !state.predecessors().isEmpty())
                    .as(state.name())
                    .isTrue();
        }
    }

    @Test
    void shouldHaveAWireNameWithDashes() {
        assertThat(MigrationState.AWAITING_VOTES.wireName()).isEqualTo("awaiting-votes");
    }
}
