package io.crj.wire.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.wire.WireException;
import io.crj.wire.stream.ImageFrames.Space;
import io.crj.wire.stream.body.EndMark;
import io.crj.wire.stream.body.FileChunk;
import io.crj.wire.stream.body.PageRuns;
import io.crj.wire.stream.body.PageRuns.Run;
import io.crj.wire.stream.body.PresentRanges;
import io.crj.wire.stream.body.Totals;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameApplierTest {

    private static final StreamLimits LIMITS = new StreamLimits(8192, 16384, 1024, 10_000, 4, 1 << 20, 1 << 20);
    private static final Space SPACE = new Space(Space.Kind.PROCESS, 42);

    private final RecordedImage image = new RecordedImage();
    private final FrameApplier applier = new FrameApplier(image, LIMITS, new StreamCounters());

    @Test
    void shouldAcknowledgeRoundsInOrderAndTheImage() {
        assertThat(end(FrameType.END_ROUND, 1, Totals.NONE)).hasValue(1);
        apply(file("core-1.img", 0, 3), new byte[] {1, 2, 3});
        assertThat(end(FrameType.END_ROUND, 2, Totals.NONE.plusFile(3))).hasValue(2);
        assertThat(applier.isComplete()).isFalse();
        assertThat(end(FrameType.END_IMAGE, EndMark.IMAGE, Totals.NONE.plusFile(3)))
                .hasValue(EndMark.IMAGE);

        assertThat(applier.isComplete()).isTrue();
        assertThat(image.calls).containsExactly("round 1", "file core-1.img", "round 2", "image");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, -1})
    void shouldRefuseARoundOutOfOrder(int number) {
        assertThatThrownBy(() -> end(FrameType.END_ROUND, number, Totals.NONE)).hasMessageContaining("after round 0");
    }

    @Test
    void shouldCompareTotals() {
        assertThatThrownBy(() -> end(FrameType.END_IMAGE, EndMark.IMAGE, Totals.NONE.plusPages(1)))
                .hasMessageContaining("the sender counts")
                .hasMessageContaining("pages=1");
        assertThat(image.calls).isEmpty();
    }

    @Test
    void shouldRefuseAnythingAfterTheImage() {
        end(FrameType.END_IMAGE, EndMark.IMAGE, Totals.NONE);

        assertThatThrownBy(() -> apply(file("a", 0, 0), new byte[0]))
                .hasMessageContaining("after the end of the image");
    }

    @Test
    void shouldRefuseAnotherFrameInTheMiddleOfAFile() {
        apply(file("a", 0, 5), new byte[3]);

        assertThatThrownBy(() -> end(FrameType.END_ROUND, 1, Totals.NONE))
                .hasMessageContaining("in the middle of a FILE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", ".", ".hidden", "a b", "a\0", "ä"})
    void shouldRefuseNamesThatAreNoPlainFileNames(String name) {
        assertThatThrownBy(() -> apply(file(name, 0, 1), new byte[1])).hasMessageContaining("no plain file name");
    }

    @Test
    void shouldRefuseFilesBeyondTheLimitAndChunksThatDoNotFit() {
        assertThatThrownBy(() -> apply(file("a", 0, 10_001), new byte[1])).hasMessageContaining("is too long");
        assertThatThrownBy(() -> apply(file("a", 0, -1), new byte[1]))
                .hasMessageContaining("4294967295 bytes is too long");
        assertThatThrownBy(() -> apply(file("a", 0, 1), new byte[2])).hasMessageContaining("does not fit");
        assertThatThrownBy(() -> apply(file("a", 1, 2), new byte[1])).hasMessageContaining("at 1 while");
    }

    @Test
    void shouldRefuseMoreFilesThanOneRoundMayHave() {
        for (int round = 1; round <= 2; round++) {
            apply(file("a", 0, 10_000), new byte[10_000]);
            apply(file("b", 0, 10_000), new byte[10_000]);
            end(FrameType.END_ROUND, round, new Totals(2L * round, 20_000L * round, 0, 0));
        }
        apply(file("a", 0, 10_000), new byte[10_000]);
        apply(file("b", 0, 10_000), new byte[10_000]);
        assertThatThrownBy(() -> apply(file("c", 0, 1), new byte[1])).hasMessageContaining("more than 20000 bytes");
    }

    @Test
    void shouldRefuseChunksThatLeadNowhere() {
        assertThatThrownBy(() -> apply(file("a", 0, 5), new byte[0])).hasMessageContaining("do not make a whole");
    }

    @Test
    void shouldRefusePagesThatAreNotThere() {
        assertThatThrownBy(() -> apply(pages(new Run(0x1000, 2, false)), new byte[4096]))
                .hasMessageContaining("lists 8192 bytes of pages and has 4096");
    }

    @Test
    void shouldRefuseImpossibleRuns() {
        for (Run run : List.of(
                new Run(0x1001, 1, true),
                new Run(-4096, 1, true),
                new Run(0x1000, 0, true),
                new Run(0x1000, -1, true),
                new Run(0x1000, PageRuns.MAX_ZERO_PAGES + 1, true),
                new Run(Long.MAX_VALUE - 4095, 2, true))) {
            assertThatThrownBy(() -> apply(pages(run), new byte[0]))
                    .as("%s", run)
                    .hasMessageContaining("impossible run");
        }
    }

    @Test
    void shouldRefuseALieAboutTheUnpackedLength() {
        byte[] packed = com.github.luben.zstd.Zstd.compress(new byte[8192]);

        for (int claimed : new int[] {4096, 12288}) {
            Frame frame = new Frame(
                    FrameType.PAGES,
                    payload(pages(new Run(0x1000, claimed / 4096, false)), packed),
                    Unpooled.EMPTY_BUFFER,
                    true,
                    claimed);
            assertThatThrownBy(() -> applier.apply(frame))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(Integer.toString(claimed));
            frame.release();
        }
        assertThat(image.calls).isEmpty();
    }

    @Test
    void shouldRefuseListsOutOfOrderOrTooLong() {
        assertThatThrownBy(() -> apply(present(2), ranges(0x2000, 0x3000, 0x1000, 0x2000)))
                .hasMessageContaining("out of order at 1000");
        assertThatThrownBy(() -> apply(present(1), ranges(0x1000, 0x1000))).hasMessageContaining("out of order");
        assertThatThrownBy(() -> apply(present(5), ranges(0x1000, 0x2000)))
                .hasMessageContaining("5 ranges, 4 are allowed");
    }

    @Test
    void shouldThrowNothingButWireExceptionsAtNoise() {
        Random random = new Random(20260703);
        FrameType[] types = FrameType.values();
        for (int round = 0; round < 20_000; round++) {
            byte[] noise = new byte[random.nextInt(80)];
            random.nextBytes(noise);
            if (noise.length > 12) {
                java.util.Arrays.fill(noise, 0, random.nextInt(12), (byte) random.nextInt(3));
            }
            Frame frame = new Frame(
                    types[random.nextInt(types.length)],
                    direct(noise),
                    Unpooled.EMPTY_BUFFER,
                    random.nextBoolean(),
                    random.nextInt(100));
            try {
                new FrameApplier(image, LIMITS, new StreamCounters()).apply(frame);
            } catch (WireException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } finally {
                frame.release();
            }
        }
    }

    private OptionalInt end(FrameType type, int round, Totals totals) {
        return apply(type, new EndMark(round, totals)::writeTo, new byte[0]);
    }

    private void apply(FileChunk chunk, byte[] data) {
        apply(FrameType.FILE, chunk::writeTo, data);
    }

    private void apply(PageRuns runs, byte[] data) {
        apply(FrameType.PAGES, runs::writeTo, data);
    }

    private void apply(PresentRanges part, byte[] data) {
        apply(FrameType.PRESENT, part::writeTo, data);
    }

    private OptionalInt apply(FrameType type, Consumer<ByteBuf> head, byte[] data) {
        ByteBuf payload = Unpooled.directBuffer();
        head.accept(payload);
        Frame frame = new Frame(type, payload.writeBytes(data), Unpooled.EMPTY_BUFFER, false, data.length);
        try {
            return applier.apply(frame);
        } finally {
            frame.release();
        }
    }

    private static ByteBuf payload(PageRuns runs, byte[] data) {
        ByteBuf payload = Unpooled.directBuffer();
        runs.writeTo(payload);
        return payload.writeBytes(data);
    }

    private static FileChunk file(String name, int offset, int total) {
        return new FileChunk(name, offset, total);
    }

    private static PageRuns pages(Run... runs) {
        return new PageRuns(SPACE, List.of(runs));
    }

    private static PresentRanges present(int total) {
        return new PresentRanges(SPACE, 0, total);
    }

    private static byte[] ranges(long... pairs) {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(pairs.length * Long.BYTES);
        bytes.asLongBuffer().put(pairs);
        return bytes.array();
    }

    private static ByteBuf direct(byte[] bytes) {
        return Unpooled.directBuffer(Math.max(1, bytes.length)).writeBytes(bytes);
    }
}
