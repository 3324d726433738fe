package io.crj.engine.image;

import com.google.protobuf.Message;
import io.crj.engine.image.proto.BpfmapDataEntry;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.IpcMsg;
import io.crj.engine.image.proto.IpcSemEntry;
import io.crj.engine.image.proto.IpcShmEntry;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.image.proto.TcpStreamEntry;

/** How many raw bytes stand behind an entry's message. */
final class ImagePayload {

    private static final int WORD = 8;

    private ImagePayload() {}

    /**
     * The size as the message claims it; not checked against anything.
     *
     * @param remaining bytes left in the file, for payloads that take them all
     * @return bytes to skip over, padding included; negative or huge when the message lies
     */
    static long sizeBytes(Message message, int remaining) {
        if (message instanceof PipeDataEntry data) {
            return Integer.toUnsignedLong(data.getBytes());
        }
        if (message instanceof SkPacketEntry packet) {
            return Integer.toUnsignedLong(packet.getLength());
        }
        if (message instanceof TcpStreamEntry stream) {
            return Integer.toUnsignedLong(stream.getInqLen()) + Integer.toUnsignedLong(stream.getOutqLen());
        }
        if (message instanceof GhostFileEntry ghost) {
            return ghost.getChunks() ? 0 : remaining;
        }
        if (message instanceof GhostChunkEntry chunk) {
            return chunk.getLen();
        }
        return interprocess(message);
    }

    private static long interprocess(Message message) {
        if (message instanceof IpcSemEntry semaphores) {
            return roundUp(Integer.toUnsignedLong(semaphores.getNsems()) * Short.BYTES, WORD);
        }
        if (message instanceof IpcMsg text) {
            return roundUp(Integer.toUnsignedLong(text.getMsize()), WORD);
        }
        if (message instanceof IpcShmEntry segment) {
            return segment.getInPagemaps() ? 0 : roundUp(segment.getSize(), Integer.BYTES);
        }
        if (message instanceof BpfmapDataEntry map) {
            return Integer.toUnsignedLong(map.getKeysBytes()) + Integer.toUnsignedLong(map.getValuesBytes());
        }
        return 0;
    }

    private static long roundUp(long size, int alignment) {
        return (size + alignment - 1) & -alignment;
    }
}
