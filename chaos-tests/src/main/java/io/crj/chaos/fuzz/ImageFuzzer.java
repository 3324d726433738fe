package io.crj.chaos.fuzz;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageFile;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageReader;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.ImageSink;
import io.crj.engine.image.PageSpace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Image files that were tampered with: as a set in memory, as one file that is shown, and as a directory that is played. */
final class ImageFuzzer implements Fuzzer {

    private final Path folder;

    /** @param folder its own, which is filled and emptied over and over */
    ImageFuzzer(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return "image files";
    }

    @Override
    public long allowedBytes() {
        return 8 << 20;
    }

    @Override
    public int feed(Dice dice) {
        ImageKind[] kinds = ImageKind.values();
        ImageKind kind = kinds[dice.below(kinds.length)];
        byte[] bytes = dice.chance(0.95)
                ? Bytes.changed(ImageBytes.random(kind, dice), dice)
                : Bytes.random(dice.below(300), dice);
        try {
            switch (dice.below(8)) {
                case 0 -> show(bytes);
                case 1 -> play(kind, bytes, dice);
                default -> parse(kind, bytes);
            }
        } catch (EngineException declared) {
            // As it should be.
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (RuntimeException undeclared) {
            throw new FuzzFinding(kind + ": an exception of another kind: " + undeclared, undeclared);
        }
        return bytes.length;
    }

    private static void parse(ImageKind kind, byte[] bytes) {
        ImageSet image = ImageSet.of(Map.of(kind.fileName(1), bytes));
        if (kind.isRaw()) {
            image.raw(kind, 1);
        } else {
            image.entries(kind, 1);
        }
    }

    private void show(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("some.img"), bytes);
        StringBuilder shown = new StringBuilder();
        ImageFile.read(file).forEach(entry -> shown.append(entry.message()));
        Files.delete(file);
    }

    /** Beside the changed file there is what every image has. */
    private void play(ImageKind kind, byte[] bytes, Dice dice) throws IOException {
        try {
            for (Map.Entry<String, byte[]> file :
                    FamilyBytes.image(FamilyBytes.family(3, dice)).entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
            Files.write(folder.resolve(kind.fileName(kind.isNumbered() ? dice.below(4) : 0)), bytes);
            Files.write(folder.resolve("pages-1.img"), new byte[4096 * dice.below(3)]);
            try (ImageReader reader = ImageReader.open(folder)) {
                reader.pids();
                reader.play(new Nowhere());
            }
        } finally {
            empty();
        }
    }

    private void empty() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /** Where a played image goes. */
    private static final class Nowhere implements ImageSink {
        @Override
        public void file(String name, byte[] content) {
            // Read already.
        }

        @Override
        public void pages(PageSpace space, long address, ByteBuffer pages) {
            pages.position(pages.limit());
        }

        @Override
        public void present(PageSpace space, long[] startEndPairs) {
            // Checked already.
        }

        @Override
        public void endOfRound(int number) {
            // Nothing follows.
        }

        @Override
        public void endOfImage() {
            // Nothing follows.
        }
    }
}
