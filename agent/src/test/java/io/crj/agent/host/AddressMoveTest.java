package io.crj.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.agent.session.FakeAddresses;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Recovery;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.netaddr.ServiceAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressMoveTest {

    private static final ServiceAddress ONE = ServiceAddress.parse("10.0.0.1/24@eth0");
    private static final ServiceAddress TWO = ServiceAddress.parse("10.0.0.2/24@eth0");

    private final List<String> calls = new ArrayList<>();

    @Test
    void shouldLeaveOnceAndComeBackOnceInReverse() {
        AddressMove move = new AddressMove(new FakeAddresses(calls, ONE, TWO), List.of(ONE, TWO));

        move.leave();
        move.leave();
        move.comeBack();
        move.comeBack();

        assertThat(calls).containsExactly("removed " + ONE, "removed " + TWO, "added " + TWO, "added " + ONE);
    }

    @Test
    void shouldBringBackTheFirstWhenTheSecondCannotLeave() {
        HostAddresses stubborn = new FakeAddresses(calls, ONE, TWO) {
            @Override
            public void remove(ServiceAddress address) {
                if (address.equals(TWO)) {
                    throw new EngineException("busy");
                }
                super.remove(address);
            }
        };
        AddressMove move = new AddressMove(stubborn, List.of(ONE, TWO));

        assertThatThrownBy(move::leave).hasMessage("busy");
        assertThat(calls).containsExactly("removed " + ONE, "added " + ONE);
    }

    @Test
    void shouldUndoAndCompleteWhatADeadAgentHasMoved() {
        FakeAddresses source = new FakeAddresses(calls, ONE);
        List<SideEffect> left = new ArrayList<>();
        new AddressMove(source, List.of(ONE), recorded(left)).leave();
        FakeAddresses target = new FakeAddresses(calls, TWO);
        List<SideEffect> arrived = new ArrayList<>();
        new AddressMove(target, List.of(ONE, TWO), recorded(arrived)).arrive();

        Recovery.of(left, AddressAftermath.kinds(source)).undo();
        Recovery.of(arrived, AddressAftermath.kinds(target)).undo();
        assertThat(source.list()).containsExactly(ONE);
        assertThat(target.list()).as("without what came").containsExactly(TWO);

        Recovery.of(left, AddressAftermath.kinds(source)).complete();
        Recovery.of(arrived, AddressAftermath.kinds(target)).complete();
        assertThat(source.list()).isEmpty();
        assertThat(target.list()).contains(ONE, TWO);
    }

    /** Of a process that dies before anything is gone again. */
    private static Journal recorded(List<SideEffect> notes) {
        return effect -> {
            notes.add(effect);
            return () -> {};
        };
    }

    @Test
    void shouldAddOnlyWhatIsMissingWhenArrivingIsRepeated() {
        AddressMove move = new AddressMove(new FakeAddresses(calls), List.of(ONE));

        move.arrive();
        move.arrive();
        move.goAgain();

        assertThat(calls).containsExactly("added " + ONE, "announced " + ONE, "announced " + ONE, "removed " + ONE);
    }
}
