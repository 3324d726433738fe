package io.crj.coordinator.publish;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Appends events to a file, one JSON object a line. */
public final class FileEventPublisher implements EventPublisher {

    private final Path file;

    /** Uses {@code file}, which is made with its folder when the first event comes. */
    public FileEventPublisher(Path file) {
        this.file = file;
    }

    @Override
    public int publish(List<EncodedEvent> events) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (EncodedEvent event : events) {
            lines.writeBytes(event.json());
            lines.write('\n');
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            // One write, so that lines of several coordinators do not mix.
            Files.write(file, lines.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return events.size();
        } catch (IOException failed) {
            throw new EventDeliveryException("events file " + file + ": " + failed, failed);
        }
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
