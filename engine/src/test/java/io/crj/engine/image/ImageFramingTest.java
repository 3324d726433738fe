package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.PagemapHead;
import io.crj.engine.image.proto.PipeDataEntry;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageFramingTest {

    private static final FsEntry FS =
            FsEntry.newBuilder().setCwdId(1).setRootId(2).build();

    @Test
    void shouldReadBackWhatWasWritten() {
        ImageBuilder builder = new ImageBuilder();
        builder.add(ImageKind.PIPES_DATA, 0, pipe(3), new byte[] {1, 2, 3});
        builder.add(ImageKind.PIPES_DATA, 0, pipe(0));

        List<ImageEntry> entries = parse(ImageKind.PIPES_DATA, builder.files().get("pipes-data.img"));

        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).payload()).containsExactly(1, 2, 3);
        assertThat(entries.get(1).payload()).isEmpty();
    }

    @Test
    void shouldReadGhostFilesWholeAndInChunks() {
        GhostFileEntry whole =
                GhostFileEntry.newBuilder().setUid(0).setGid(0).setMode(0100600).build();
        byte[] one = file(ImageKind.GHOST_FILE, new ImageEntry(whole, new byte[] {7, 8}));
        GhostFileEntry sparse =
                whole.toBuilder().setChunks(true).setSize(1 << 20).build();
        byte[] two = file(
                ImageKind.GHOST_FILE,
                ImageEntry.of(sparse),
                new ImageEntry(chunk(2, 0), new byte[] {1, 2}),
                new ImageEntry(chunk(1, 4096), new byte[] {3}));

        assertThat(parse(ImageKind.GHOST_FILE, one)).singleElement().satisfies(e -> assertThat(e.payload())
                .containsExactly(7, 8));
        assertThat(parse(ImageKind.GHOST_FILE, two))
                .extracting(ImageEntry::message)
                .containsExactly(sparse, chunk(2, 0), chunk(1, 4096));
    }

    @Test
    void shouldRefuseWrongMagicAndTruncation() {
        byte[] good = file(ImageKind.FS, ImageEntry.of(FS));

        assertThatThrownBy(() -> parse(ImageKind.MM, good)).isInstanceOf(ImageFormatException.class);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            if (length != 8) {
                assertThatThrownBy(() -> parse(ImageKind.FS, cut)).isInstanceOf(ImageFormatException.class);
            }
        }
    }

    @Test
    void shouldRefuseLengthsThatLie() {
        for (long length : new long[] {5, Integer.MAX_VALUE, 0xffffffffL, 0x80000000L}) {
            byte[] file = file(ImageKind.PIPES_DATA, new ImageEntry(pipe((int) length), new byte[4]));
            assertThatThrownBy(() -> parse(ImageKind.PIPES_DATA, file)).isInstanceOf(ImageFormatException.class);
        }
        for (long length : new long[] {-1, Long.MIN_VALUE, 1L << 40}) {
            byte[] file = file(
                    ImageKind.GHOST_FILE,
                    ImageEntry.of(GhostFileEntry.newBuilder()
                            .setUid(0)
                            .setGid(0)
                            .setMode(0)
                            .setChunks(true)
                            .build()),
                    ImageEntry.of(chunk(length, 0)));
            assertThatThrownBy(() -> parse(ImageKind.GHOST_FILE, file)).isInstanceOf(ImageFormatException.class);
        }
    }

    @Test
    void shouldRefuseTooManyEntries() {
        byte[] file = new byte[8 + 4 * (ImageFraming.MAX_ENTRIES + 1)];
        System.arraycopy(file(ImageKind.SECCOMP), 0, file, 0, 8);

        assertThatThrownBy(() -> parse(ImageKind.SECCOMP, file)).hasMessageContaining("entries");
    }

    @Test
    void shouldRefusePagemapsThatCannotBe() {
        assertThatThrownBy(() -> pagemap(run(4095, 1, 4))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(-4096, 1, 4))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(4096, 0, 4))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(4096, -1, 4))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(4096, Long.MAX_VALUE, 4))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(4096, 1, 2))).isInstanceOf(ImageFormatException.class);
        assertThatThrownBy(() -> pagemap(run(4096, 2, 4), run(8192, 1, 4))).hasMessageContaining("order");
        assertThatThrownBy(() -> Pagemap.parse(ImageKind.PAGEMAP, "pagemap-1.img", file(ImageKind.PAGEMAP)))
                .hasMessageContaining("head");
        assertThat(pagemap(run(4096, 2, 4), run(12288, 1, 1)).storedBytes()).isEqualTo(8192);
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerGarbageWithAFormatErrorOnly(ImageKind kind) {
        if (kind.isRaw()) {
            assertThat(kind.magic()).isZero();
            return;
        }
        Random random = new Random(kind.ordinal());
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            for (int i = 0; i < 2000; i++) {
                byte[] file = garbage(kind, random);
                try {
                    parse(kind, file);
                } catch (ImageFormatException expected) {
                    assertThat(expected).hasMessageContaining("image ");
                }
            }
        });
    }

    /** A right head, then one or more entries whose sizes and bytes are mostly, but not always, plausible. */
    private static byte[] garbage(ImageKind kind, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(file(kind));
        int entries = random.nextInt(4) + 1;
        for (int i = 0; i < entries; i++) {
            byte[] body = new byte[random.nextInt(64)];
            random.nextBytes(body);
            int size = random.nextInt(10) == 0 ? random.nextInt() : body.length;
            for (int shift = 0; shift < 32; shift += 8) {
                out.write(size >>> shift);
            }
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    private static Pagemap pagemap(PagemapEntry... runs) {
        ImageBuilder builder = new ImageBuilder();
        builder.add(ImageKind.PAGEMAP, 1, PagemapHead.newBuilder().setPagesId(1).build());
        Arrays.stream(runs).forEach(run -> builder.add(ImageKind.PAGEMAP, 1, run));
        return Pagemap.parse(ImageKind.PAGEMAP, "pagemap-1.img", builder.files().get("pagemap-1.img"));
    }

    private static PagemapEntry run(long address, long pages, int flags) {
        return PagemapEntry.newBuilder()
                .setVaddr(address)
                .setCompatNrPages(0)
                .setNrPages(pages)
                .setFlags(flags)
                .build();
    }

    private static Message pipe(int bytes) {
        return PipeDataEntry.newBuilder().setPipeId(1).setBytes(bytes).build();
    }

    private static GhostChunkEntry chunk(long length, long offset) {
        return GhostChunkEntry.newBuilder().setLen(length).setOff(offset).build();
    }

    private static byte[] file(ImageKind kind, ImageEntry... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageFraming.writeHead(out, kind);
        Arrays.stream(entries).forEach(e -> ImageFraming.writeEntry(out, e.message(), e.payload()));
        return out.toByteArray();
    }

    private static List<ImageEntry> parse(ImageKind kind, byte[] file) {
        return ImageFraming.parse(kind, kind.fileName(1), file);
    }
}
