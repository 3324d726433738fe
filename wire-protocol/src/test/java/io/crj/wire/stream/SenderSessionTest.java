package io.crj.wire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.WireException;
import io.crj.wire.stream.SenderSession.State;
import io.crj.wire.stream.body.EndMark;
import org.junit.jupiter.api.Test;

class SenderSessionTest {

    private final SenderSession session = new SenderSession();

    @Test
    void shouldGoThroughRoundsToTheEnd() {
        session.welcomed();
        session.sending();
        session.marking(1);
        session.acknowledged(1);
        session.sending();
        session.marking(EndMark.IMAGE);
        session.acknowledged(EndMark.IMAGE);

        assertThat(session.state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void shouldSendNothingBeforeTheWelcomeOrBeforeAnAcknowledgement() {
        assertThatThrownBy(session::sending).isInstanceOf(WireException.class).hasMessageContaining("GREETING");
        session.welcomed();
        session.marking(1);
        assertThatThrownBy(session::sending).isInstanceOf(WireException.class).hasMessageContaining("UNACKNOWLEDGED");
    }

    @Test
    void shouldRefuseAnswersThatNothingAskedFor() {
        assertThatThrownBy(() -> session.acknowledged(1)).isInstanceOf(WireException.class);
        session.welcomed();
        assertThatThrownBy(session::welcomed).isInstanceOf(WireException.class);
        session.marking(2);
        assertThatThrownBy(() -> session.acknowledged(3)).hasMessageContaining("round 3 instead of 2");
    }

    @Test
    void shouldKeepTheFirstReasonOfAFailure() {
        session.failed("first");
        session.failed("second");

        assertThatThrownBy(session::sending).isInstanceOf(WireException.class).hasMessage("first");
    }

    @Test
    void shouldNotFailAfterTheImageIsAcknowledged() {
        session.welcomed();
        session.marking(EndMark.IMAGE);
        session.acknowledged(EndMark.IMAGE);
        session.failed("late");

        assertThat(session.state()).isEqualTo(State.COMPLETE);
    }
}
