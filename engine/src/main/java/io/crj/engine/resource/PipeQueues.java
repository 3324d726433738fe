package io.crj.engine.resource;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PipeDataEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What waits in the pipes of an image, with a name or without. */
public final class PipeQueues {

    private final Map<Integer, ImageEntry> byPipeId = new HashMap<>();

    private PipeQueues() {}

    /** @param kind the file of the image that holds them: one for pipes, one for those with a name */
    public static PipeQueues of(ImageSet image, ImageKind kind) {
        PipeQueues queues = new PipeQueues();
        for (ImageEntry entry : image.entries(kind, 0)) {
            int pipeId = ((PipeDataEntry) entry.message()).getPipeId();
            if (queues.byPipeId.put(pipeId, entry) != null) {
                throw new ImageFormatException(
                        kind.fileName(0), "pipe " + Integer.toUnsignedString(pipeId) + " is there twice");
            }
        }
        return queues;
    }

    /** Empty for a pipe that nobody of the tree reads. */
    public Optional<ImageEntry> of(int pipeId) {
        return Optional.ofNullable(byPipeId.get(pipeId));
    }
}
