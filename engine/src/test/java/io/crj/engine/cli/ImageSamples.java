package io.crj.engine.cli;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.image.proto.PstreeEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Image directories to try commands on. */
final class ImageSamples {

    private ImageSamples() {}

    /** As little as looks like an image: process 42 with a second thread, 43. */
    static Path single(Path directory) throws IOException {
        ImageBuilder builder = new ImageBuilder();
        builder.add(
                ImageKind.INVENTORY,
                0,
                InventoryFile.entry(new KernelObjectIds().dumper(), "test").build());
        PstreeEntry root = PstreeEntry.newBuilder()
                .setPid(42)
                .setPpid(0)
                .setPgid(42)
                .setSid(42)
                .addThreads(42)
                .addThreads(43)
                .build();
        builder.add(ImageKind.PSTREE, 0, root);
        Files.createDirectory(directory);
        for (Map.Entry<String, byte[]> file : builder.files().entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        return directory;
    }
}
