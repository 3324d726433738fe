package io.crj.engine.resource.pipe;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PipeDataEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What waits in the pipes of an image. */
final class PipeQueues {

    private final Map<Integer, ImageEntry> byPipeId = new HashMap<>();

    private PipeQueues() {}

    static PipeQueues of(ImageSet image) {
        PipeQueues queues = new PipeQueues();
        for (ImageEntry entry : image.entries(ImageKind.PIPES_DATA, 0)) {
            int pipeId = ((PipeDataEntry) entry.message()).getPipeId();
            if (queues.byPipeId.put(pipeId, entry) != null) {
                throw new ImageFormatException(
                        ImageKind.PIPES_DATA.fileName(0),
                        "pipe " + Integer.toUnsignedString(pipeId) + " is there twice");
            }
        }
        return queues;
    }

    /** Empty for a pipe that nobody of the tree reads. */
    Optional<ImageEntry> of(int pipeId) {
        return Optional.ofNullable(byPipeId.get(pipeId));
    }
}
