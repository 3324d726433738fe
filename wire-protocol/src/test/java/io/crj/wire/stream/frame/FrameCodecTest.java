package io.crj.wire.stream.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.WireException;
import io.crj.wire.stream.StreamLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCodecTest {

    private static final StreamLimits LIMITS = new StreamLimits(4096, 8192, 1024, 1 << 20, 1 << 10, 1 << 20, 1 << 20);

    private final EmbeddedChannel encoder = new EmbeddedChannel(new FrameEncoder());
    private final EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder(LIMITS));

    @AfterEach
    void close() {
        encoder.finishAndReleaseAll();
        decoder.finishAndReleaseAll();
    }

    @Test
    void shouldReadWhatItWroteHoweverItIsCut() {
        byte[] wire = encode("first", "", "third");
        Random random = new Random(7);
        int at = 0;
        while (at < wire.length) {
            int length = Math.min(1 + random.nextInt(9), wire.length - at);
            decoder.writeInbound(Unpooled.copiedBuffer(wire, at, length));
            at += length;
        }

        assertThat(readText()).isEqualTo("first");
        assertThat(readText()).isEmpty();
        assertThat(readText()).isEqualTo("third");
        assertThat(decoder.inboundMessages()).isEmpty();
    }

    @Test
    void shouldKeepTypeFlagAndRawLength() {
        encoder.writeOutbound(new Frame(FrameType.PAGES, text("head"), text("data"), true, 4096));
        decoder.writeInbound(Unpooled.wrappedBuffer(drain()));

        Frame frame = decoder.readInbound();
        assertThat(frame.type()).isEqualTo(FrameType.PAGES);
        assertThat(frame.packed()).isTrue();
        assertThat(frame.rawBytes()).isEqualTo(4096);
        assertThat(frame.head().toString(StandardCharsets.UTF_8)).isEqualTo("headdata");
        frame.release();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, no frame begins here",
        "4, 0, unknown type 0",
        "4, 11, unknown type 11",
        "4, 255, unknown type 255",
        "5, 2, unknown flags 2",
        "15, 9, its number is 9",
        "16, 127, 'payload of 2130706437 bytes, allowed are 9216'",
        "16, 255, 'payload of 4278190085 bytes, allowed are 9216'",
        "20, 127, 'data of 2130706432 bytes, allowed are 8192'",
        "28, 0, has checksum"
    })
    void shouldRefuseAFrameWithOneWrongByte(int offset, int value, String why) {
        byte[] wire = encode("hello");
        wire[offset] = (byte) value;

        assertThatThrownBy(() -> decoder.writeInbound(Unpooled.wrappedBuffer(wire)))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("corrupt stream at frame 0")
                .hasMessageContaining(why);
    }

    @Test
    void shouldRefuseALostFrame() {
        byte[] wire = encode("a", "b");

        assertThatThrownBy(() -> decoder.writeInbound(Unpooled.copiedBuffer(wire, 29, wire.length - 29)))
                .hasMessageContaining("its number is 1");
    }

    @Test
    void shouldTakeNothingAfterACorruptFrame() {
        byte[] wire = encode("a", "b");
        byte[] corrupt = wire.clone();
        corrupt[28] ^= 1;

        assertThatThrownBy(() -> decoder.writeInbound(Unpooled.wrappedBuffer(corrupt)))
                .isInstanceOf(WireException.class);
        decoder.writeInbound(Unpooled.wrappedBuffer(wire));

        assertThat(decoder.inboundMessages()).isEmpty();
    }

    @Test
    void shouldNeverPassAFrameWithAnyBitFlipped() {
        byte[] wire = encode("some payload of a frame");
        for (int bit = 0; bit < wire.length * 8; bit++) {
            byte[] flipped = wire.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            EmbeddedChannel victim = new EmbeddedChannel(new FrameDecoder(LIMITS));
            try {
                victim.writeInbound(Unpooled.wrappedBuffer(flipped));
            } catch (WireException expected) {
                assertThat(expected).hasMessageStartingWith("corrupt stream at frame 0");
            }
            assertThat(victim.inboundMessages()).as("bit %d", bit).isEmpty();
            victim.finishAndReleaseAll();
        }
    }

    @Test
    void shouldSurviveNoise() {
        Random random = new Random(20260702);
        for (int round = 0; round < 3000; round++) {
            byte[] wire = encode("x".repeat(random.nextInt(50)));
            EmbeddedChannel victim = new EmbeddedChannel(new FrameDecoder(LIMITS));
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                wire[random.nextInt(wire.length)] = (byte) random.nextInt();
            }
            try {
                victim.writeInbound(Unpooled.copiedBuffer(wire, 0, random.nextInt(wire.length + 1)));
            } catch (WireException expected) {
                assertThat(expected).hasMessageStartingWith("corrupt stream");
            }
            victim.finishAndReleaseAll();
        }
    }

    private byte[] encode(String... payloads) {
        EmbeddedChannel fresh = new EmbeddedChannel(new FrameEncoder());
        for (String payload : payloads) {
            fresh.writeOutbound(Frame.withoutData(FrameType.FILE, text(payload)));
        }
        byte[] wire = drain(fresh);
        fresh.finishAndReleaseAll();
        return wire;
    }

    private byte[] drain() {
        return drain(encoder);
    }

    private static byte[] drain(EmbeddedChannel from) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = from.readOutbound(); part != null; part = from.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        byte[] bytes = ByteBufUtil.getBytes(all);
        all.release();
        return bytes;
    }

    private String readText() {
        Frame frame = decoder.readInbound();
        String text = frame.head().toString(StandardCharsets.UTF_8);
        frame.release();
        return text;
    }

    private static ByteBuf text(String content) {
        return Unpooled.copiedBuffer(content, StandardCharsets.UTF_8);
    }
}
