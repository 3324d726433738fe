package io.crj.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.message.Status;
import io.crj.wire.message.ToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlFramesTest {

    private static final int LIMIT = 1000;
    private static final ToAgent MESSAGE = ToAgent.newBuilder()
            .setRequestId(7)
            .setMigrationId("m-1")
            .setStatus(Status.getDefaultInstance())
            .build();

    private final EmbeddedChannel channel = new EmbeddedChannel(new ControlFrames<>(ToAgent.parser(), LIMIT));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldReadWhatItWroteHoweverItIsCut() {
        channel.writeOutbound(MESSAGE);
        ByteBuf written = channel.readOutbound();

        while (written.isReadable()) {
            channel.writeInbound(written.readRetainedSlice(1));
        }
        written.release();

        assertThat((ToAgent) channel.readInbound()).isEqualTo(MESSAGE);
    }

    @Test
    void shouldPassOverHeartbeats() {
        channel.writeInbound(Unpooled.buffer().writeInt(0).writeInt(0));

        assertThat(channel.inboundMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
    void shouldRefuseALengthOutOfBoundsBeforeTheMessageArrives(int length) {
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.buffer().writeInt(length)))
                .hasMessageContaining(Integer.toUnsignedString(length) + " bytes, allowed are 1000");
    }

    @Test
    void shouldRefuseOrParseRandomBytesAndNothingElse() {
        Random random = new Random(20260701);
        for (int round = 0; round < 2000; round++) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            EmbeddedChannel victim = new EmbeddedChannel(new ControlFrames<>(ToAgent.parser(), LIMIT));
            try {
                victim.writeInbound(Unpooled.buffer().writeInt(noise.length).writeBytes(noise));
            } catch (CodecException expected) {
                assertThat(expected).hasMessageNotContaining("OutOfMemory");
            } finally {
                victim.finishAndReleaseAll();
            }
        }
    }
}
