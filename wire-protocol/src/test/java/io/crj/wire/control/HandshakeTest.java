package io.crj.wire.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.wire.Identity;
import io.crj.wire.ProtocolVersions;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Hello;
import io.crj.wire.message.Role;
import io.crj.wire.message.Status;
import io.crj.wire.message.ToAgent;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class HandshakeTest {

    private final Handshake handshake = new Handshake(
            new Identity("crj 1.0", "hostA", Role.ROLE_AGENT, new ProtocolVersions(2, 3)), new EmbeddedChannel());

    @Test
    void shouldOpenWhenVersionsMeet() {
        FromAgent answer = handshake.first(hello(3, 7));

        assertThat(answer.getHello().getHost()).isEqualTo("hostA");
        assertThat(answer.getRequestId()).isEqualTo(9);
        assertThat(handshake.state()).isEqualTo(Handshake.State.OPEN);
        assertThat(handshake.peer().host()).isEqualTo("desk");
    }

    @Test
    void shouldNameBothEndsWhenVersionsDoNotMeet() {
        FromAgent answer = handshake.first(hello(4, 7));

        assertThat(answer.getError().getCode()).isEqualTo(Error.Code.VERSION);
        assertThat(answer.getError().getMessage())
                .contains("hostA (crj 1.0) speaks protocol version 2 to 3")
                .contains("desk (crj 9) speaks protocol version 4 to 7");
        assertThat(handshake.state()).isEqualTo(Handshake.State.REFUSED);
    }

    @Test
    void shouldRefuseARangeThatIsNone() {
        assertThat(handshake.first(hello(3, 2)).getError().getCode()).isEqualTo(Error.Code.VERSION);
        assertThat(handshake.state()).isEqualTo(Handshake.State.REFUSED);
    }

    @Test
    void shouldRefuseAnotherFirstMessage() {
        FromAgent answer = handshake.first(ToAgent.newBuilder()
                .setRequestId(1)
                .setStatus(Status.getDefaultInstance())
                .build());

        assertThat(answer.getError().getCode()).isEqualTo(Error.Code.BAD_REQUEST);
        assertThat(handshake.state()).isEqualTo(Handshake.State.REFUSED);
    }

    @Test
    void shouldObjectToRequestsWithoutIdAndToASecondHello() {
        handshake.first(hello(3, 3));

        assertThat(handshake.objection(hello(3, 3))).contains("already");
        assertThat(handshake.objection(ToAgent.getDefaultInstance())).contains("request_id");
        assertThat(handshake.objection(ToAgent.newBuilder()
                        .setRequestId(1)
                        .setStatus(Status.getDefaultInstance())
                        .build()))
                .isNull();
    }

    private static ToAgent hello(int min, int max) {
        return ToAgent.newBuilder()
                .setRequestId(9)
                .setHello(Hello.newBuilder()
                        .setProtocolVersionMin(min)
                        .setProtocolVersionMax(max)
                        .setSoftware("crj 9")
                        .setHost("desk"))
                .build();
    }
}
