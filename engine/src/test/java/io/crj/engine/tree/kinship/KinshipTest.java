package io.crj.engine.tree.kinship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.tree.kinship.KinStep.End;
import io.crj.engine.tree.kinship.KinStep.Fork;
import io.crj.engine.tree.kinship.KinStep.JoinGroup;
import io.crj.engine.tree.kinship.KinStep.NewSession;
import io.crj.engine.tree.kinship.KinStep.Orphan;
import java.util.List;
import org.junit.jupiter.api.Test;

class KinshipTest {

    private final Kinship kinship = new Kinship();

    @Test
    void shouldMakeALeaderAndItsWorkers() {
        List<Kin> tree = List.of(new Kin(10, 0, 10, 10), new Kin(11, 10, 10, 10), new Kin(12, 10, 10, 10));

        assertThat(kinship.births(tree))
                .containsExactly(
                        new Fork(10, 0, false), new NewSession(10), new Fork(11, 10, false), new Fork(12, 10, false));
        assertThat(kinship.groups()).containsExactly(new JoinGroup(11, 10), new JoinGroup(12, 10));
    }

    @Test
    void shouldBearChildrenOfAnEarlierSessionBeforeTheLeaderBeginsItsOwn() {
        List<Kin> tree = List.of(
                new Kin(10, 0, 10, 10), new Kin(20, 10, 20, 20), new Kin(21, 20, 10, 10), new Kin(22, 20, 20, 20));

        assertThat(kinship.births(tree))
                .containsExactly(
                        new Fork(10, 0, false),
                        new NewSession(10),
                        new Fork(20, 10, false),
                        new Fork(21, 20, false),
                        new NewSession(20),
                        new Fork(22, 20, false));
    }

    @Test
    void shouldBearAnOrphanAsSiblingOfOneOfItsSession() {
        List<Kin> tree = List.of(new Kin(1, 0, 1, 1), new Kin(20, 1, 20, 20), new Kin(21, 1, 20, 20));

        assertThat(kinship.births(tree))
                .containsExactly(
                        new Fork(1, 0, false),
                        new NewSession(1),
                        new Fork(20, 1, false),
                        new NewSession(20),
                        new Fork(21, 20, true));
    }

    @Test
    void shouldStandInForADeadSessionLeader() {
        List<Kin> tree = List.of(new Kin(1, 0, 1, 1), new Kin(21, 1, 20, 20));

        assertThat(kinship.births(tree))
                .containsExactly(
                        new Fork(1, 0, false),
                        new NewSession(1),
                        new Fork(20, 1, false),
                        new NewSession(20),
                        new Fork(21, 20, true));
        assertThat(kinship.groups()).containsExactly(new JoinGroup(21, 20), new End(20, 1));
    }

    @Test
    void shouldStandInForADeadGroupLeader() {
        List<Kin> tree = List.of(new Kin(10, 0, 10, 10), new Kin(12, 10, 11, 10), new Kin(13, 10, 11, 10));
        kinship.births(tree);

        assertThat(kinship.groups())
                .containsExactly(
                        new Fork(11, 12, false),
                        new JoinGroup(11, 11),
                        new JoinGroup(12, 11),
                        new JoinGroup(13, 11),
                        new End(11, 12));
    }

    @Test
    void shouldLeaveATreeInTheSessionItIsBornInto() {
        List<Kin> tree = List.of(new Kin(10, 0, 0, 0), new Kin(11, 10, 11, 0));

        assertThat(kinship.births(tree)).containsExactly(new Fork(10, 0, false), new Fork(11, 10, false));
        assertThat(kinship.groups()).containsExactly(new JoinGroup(11, 11));
    }

    @Test
    void shouldOnlyBearWhoIsNewWhenTheTreeHasChanged() {
        kinship.births(List.of(new Kin(10, 0, 10, 10), new Kin(11, 10, 10, 10)));
        List<Kin> later = List.of(new Kin(10, 0, 10, 10), new Kin(12, 10, 12, 12));

        assertThat(kinship.gone(later)).containsExactly(11);
        assertThat(kinship.births(later)).containsExactly(new Fork(12, 10, false), new NewSession(12));
    }

    @Test
    void shouldBearAnOrphanOfASessionBelowItsParent() {
        List<Kin> tree =
                List.of(new Kin(1, 0, 1, 1), new Kin(8, 1, 30, 30), new Kin(20, 1, 20, 20), new Kin(30, 20, 30, 30));

        assertThat(kinship.births(tree))
                .containsExactly(
                        new Fork(1, 0, false),
                        new NewSession(1),
                        new Fork(20, 1, false),
                        new NewSession(20),
                        new Fork(30, 20, false),
                        new NewSession(30),
                        new Orphan(8, 30, 1));
    }

    @Test
    void shouldRefuseAFamilyThatCannotBe() {
        List<Kin> tree = List.of(new Kin(10, 0, 10, 10), new Kin(11, 10, 12, 13), new Kin(13, 11, 13, 13));

        assertThatThrownBy(() -> kinship.births(tree))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("pid 11 belongs to session 13");
    }
}
