package io.crj.engine.image;

import io.crj.engine.error.ImageFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads image files that are held in memory as a whole, up to a bound. */
public final class MetadataFile {

    /** Upper bound of one metadata file; the largest real ones are the pagemaps of fragmented trees. */
    static final int MAX_BYTES = 256 << 20;

    private MetadataFile() {}

    /**
     * The content of {@code file}.
     *
     * @throws ImageFormatException when it is no regular file or larger than 256 MiB
     */
    public static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ImageFormatException(file.toString(), "is not a regular file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new ImageFormatException(file.toString(), "is larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return content;
        }
    }
}
