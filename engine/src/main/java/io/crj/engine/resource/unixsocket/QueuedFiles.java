package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SCM_RIGHTS;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.ScmEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.linux.sys.Message;
import java.util.List;
import java.util.Map;

/** Open files that an image has in the queues of unix sockets. */
public final class QueuedFiles {

    private QueuedFiles() {}

    /**
     * Adds to {@code wanted} what waits in the queues of sockets there, and in queues of sockets among that.
     *
     * @param files all of the image, by number
     * @throws ImageFormatException when there is no such file
     */
    public static void add(ImageSet image, Map<Integer, FileEntry> files, Map<Integer, FileEntry> wanted) {
        List<ImageEntry> packets = image.entries(ImageKind.SK_QUEUES, 0);
        int before;
        do {
            before = wanted.size();
            for (ImageEntry packet : packets) {
                SkPacketEntry head = (SkPacketEntry) packet.message();
                if (wanted.containsKey(head.getIdFor())) {
                    of(head).forEach(id -> wanted.putIfAbsent(id, find(files, id)));
                }
            }
        } while (wanted.size() != before);
    }

    private static FileEntry find(Map<Integer, FileEntry> files, int id) {
        FileEntry file = files.get(id);
        if (file == null) {
            throw new ImageFormatException(
                    ImageKind.SK_QUEUES.fileName(0),
                    "file " + Integer.toUnsignedString(id) + " waits in a queue, and is not in the image");
        }
        return file;
    }

    /** Numbers of the files that come with a message. */
    static List<Integer> of(SkPacketEntry message) {
        if (message.getScmCount() == 0) {
            return List.of();
        }
        ScmEntry control = message.getScm(0);
        if (message.getScmCount() > 1
                || control.getType() != SCM_RIGHTS
                || control.getRightsCount() > Message.MAX_FILES) {
            throw new ImageFormatException(
                    ImageKind.SK_QUEUES.fileName(0),
                    "a message with control data of type " + control.getType() + " cannot be");
        }
        return control.getRightsList();
    }
}
