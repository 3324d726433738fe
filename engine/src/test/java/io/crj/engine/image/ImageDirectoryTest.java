package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.InventoryEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDirectoryTest {

    private static final int PAGE = ImageDirectory.PAGE_BYTES;
    private static final PageSpace SPACE = PageSpace.process(77);

    @TempDir
    Path tmp;

    @Test
    void shouldPlayBackWhatWasWritten() {
        Path directory = tmp.resolve("image");
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            inventory(image);
            image.pages(SPACE, 16 * PAGE, pages(1, 2));
            image.pages(SPACE, 18 * PAGE, pages(3));
            image.pages(PageSpace.shared(5), 0, pages(9));
            image.pages(SPACE, 40 * PAGE, pages(4));
            image.endOfImage();
        }

        Played played = play(directory);

        assertThat(played.content(SPACE)).isEqualTo(Map.of(16L, 1, 17L, 2, 18L, 3, 40L, 4));
        assertThat(played.content(PageSpace.shared(5))).isEqualTo(Map.of(0L, 9));
        assertThat(played.present.get(SPACE)).containsExactly(16L * PAGE, 19L * PAGE, 40L * PAGE, 41L * PAGE);
        assertThat(played.files).containsOnlyKeys("inventory.img");
        assertThat(played.ended).isTrue();
    }

    @Test
    void shouldLeavePagesOfEarlierRoundsInTheParent() {
        Path first = tmp.resolve("1");
        try (ImageDirectory round = ImageDirectory.create(first, Optional.empty())) {
            round.pages(SPACE, 10 * PAGE, pages(1, 2, 3, 4));
            round.endOfRound(1);
        }
        Path second = tmp.resolve("2");
        try (ImageDirectory round = ImageDirectory.create(second, Optional.of(Path.of("../1")))) {
            round.pages(SPACE, 11 * PAGE, pages(22));
            round.endOfRound(2);
        }
        Path last = tmp.resolve("3");
        try (ImageDirectory image = ImageDirectory.create(last, Optional.of(Path.of("../2")))) {
            inventory(image);
            image.pages(SPACE, 12 * PAGE, pages(33));
            image.present(SPACE, new long[] {10 * PAGE, 13 * PAGE});
            image.endOfImage();
            assertThat(image.pagesWritten(PageSpace.Kind.PROCESS)).isEqualTo(1);
        }

        assertThat(play(last).content(SPACE)).isEqualTo(Map.of(10L, 1, 11L, 22, 12L, 33));
        assertThat(first.resolve("inventory.img")).doesNotExist();
    }

    @Test
    void shouldNotWriteAgainWhatTheParentHas() {
        Path first = tmp.resolve("1");
        try (ImageDirectory round = ImageDirectory.create(first, Optional.empty())) {
            round.pages(SPACE, 10 * PAGE, pages(1, 2, 3));
            round.endOfRound(1);
        }
        Path last = tmp.resolve("2");
        try (ImageDirectory image = ImageDirectory.create(last, Optional.of(first.toAbsolutePath()))) {
            inventory(image);
            image.pages(SPACE, 9 * PAGE, pages(8, 1, 7, 3, 6));
            image.present(SPACE, new long[] {9 * PAGE, 14 * PAGE});
            image.endOfImage();
            assertThat(image.pagesWritten(PageSpace.Kind.PROCESS)).isEqualTo(3);
            assertThat(image.pagesSkipped(PageSpace.Kind.PROCESS)).isEqualTo(2);
        }

        assertThat(play(last).content(SPACE)).isEqualTo(Map.of(9L, 8, 10L, 1, 11L, 7, 12L, 3, 13L, 6));
    }

    @Test
    void shouldRefuseDirectoriesThatHoldSomething() throws IOException {
        Files.writeString(tmp.resolve("log"), "fine");
        ImageDirectory.create(tmp, Optional.empty()).close();

        Files.writeString(tmp.resolve("core-1.img"), "");
        assertThatThrownBy(() -> ImageDirectory.create(tmp, Optional.empty()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("core-1.img");
    }

    @Test
    void shouldRefusePagesThatNobodyHandedOver() {
        try (ImageDirectory image = ImageDirectory.create(tmp.resolve("image"), Optional.empty())) {
            image.present(SPACE, new long[] {PAGE, 2 * PAGE});
            assertThatThrownBy(image::endOfImage).hasMessageContaining("never handed over");
        }
    }

    @Test
    void shouldSayWhichFileDoesNotFit() throws Exception {
        Path small = Files.createDirectory(tmp.resolve("small"));
        run("mount", "-t", "tmpfs", "-o", "size=64k", "crj-test", small.toString());
        try (ImageDirectory image = ImageDirectory.create(small, Optional.empty())) {
            inventory(image);
            assertThatThrownBy(() -> image.pages(SPACE, PAGE, ByteBuffer.allocateDirect(1 << 20)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("pages-1.img")
                    .hasMessageContaining("No space left on device");
            assertThat(small.resolve("inventory.img")).doesNotExist();
        } finally {
            run("umount", small.toString());
        }
    }

    @Test
    void shouldRefuseIncompleteAndDamagedDirectories() throws IOException {
        Path directory = tmp.resolve("image");
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            image.pages(SPACE, PAGE, pages(1));
            image.endOfImage();
        }
        assertThatThrownBy(() -> ImageReader.open(directory))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("inventory.img");

        Path damaged = tmp.resolve("damaged");
        try (ImageDirectory image = ImageDirectory.create(damaged, Optional.empty())) {
            inventory(image);
            image.pages(SPACE, PAGE, pages(1, 2));
            image.endOfImage();
        }
        Files.write(damaged.resolve("pages-1.img"), new byte[PAGE], StandardOpenOption.TRUNCATE_EXISTING);
        assertThatThrownBy(() -> ImageReader.open(damaged)).hasMessageContaining("pages-1.img");
    }

    @Test
    void shouldRefuseAParentThatIsTheDirectoryItself() throws IOException {
        Path directory = tmp.resolve("image");
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            inventory(image);
            image.endOfImage();
        }
        Files.createSymbolicLink(directory.resolve("parent"), Path.of("."));

        assertThatThrownBy(() -> ImageReader.open(directory)).hasMessageContaining("own parent");
    }

    @Test
    void shouldNameStateThatCannotBeRestored() {
        Path directory = tmp.resolve("image");
        ImageBuilder files = new ImageBuilder();
        files.touch(ImageKind.UNIXSK, 0);
        try (ImageDirectory image = ImageDirectory.create(directory, Optional.empty())) {
            inventory(image);
            image.file("unixsk.img", files.files().get("unixsk.img"));
            image.endOfImage();
        }

        assertThatThrownBy(() -> ImageReader.open(directory)).hasMessageContaining("unixsk.img");
    }

    private static void inventory(ImageDirectory image) {
        ImageBuilder files = new ImageBuilder();
        files.add(
                ImageKind.INVENTORY,
                0,
                InventoryEntry.newBuilder().setImgVersion(2).build());
        files.files().forEach(image::file);
    }

    /** One page for each value, filled with it. */
    private static ByteBuffer pages(int... values) {
        ByteBuffer pages = ByteBuffer.allocateDirect(values.length * PAGE);
        for (int value : values) {
            for (int i = 0; i < PAGE; i++) {
                pages.put((byte) value);
            }
        }
        return pages.flip();
    }

    private static Played play(Path directory) {
        Played played = new Played();
        try (ImageReader reader = ImageReader.open(directory)) {
            reader.play(played);
        }
        return played;
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** Remembers everything; a page by its number and the value it is filled with. */
    private static final class Played implements ImageSink {
        private final Map<String, byte[]> files = new HashMap<>();
        private final Map<PageSpace, Map<Long, Integer>> pages = new HashMap<>();
        private final Map<PageSpace, long[]> present = new HashMap<>();
        private boolean ended;

        Map<Long, Integer> content(PageSpace space) {
            return pages.get(space);
        }

        @Override
        public void file(String name, byte[] content) {
            files.put(name, content);
        }

        @Override
        public void pages(PageSpace space, long address, ByteBuffer buffer) {
            for (long at = address; buffer.hasRemaining(); at += PAGE) {
                pages.computeIfAbsent(space, s -> new TreeMap<>()).put(at / PAGE, (int) buffer.get(buffer.position()));
                buffer.position(buffer.position() + PAGE);
            }
        }

        @Override
        public void present(PageSpace space, long[] startEndPairs) {
            present.put(space, startEndPairs);
        }

        @Override
        public void endOfRound(int number) {
            throw new AssertionError("no rounds in a directory");
        }

        @Override
        public void endOfImage() {
            ended = true;
        }
    }
}
