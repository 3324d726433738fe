package io.crj.engine.namespace.ipc;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.IpcDescEntry;
import io.crj.engine.image.proto.IpcMsg;
import io.crj.engine.image.proto.IpcMsgEntry;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.sys.IpcCalls;
import java.util.Arrays;

/** Message queues with their messages, which are looked at and stay where they are; msgrcv(2) MSG_COPY. */
final class MessageQueues {

    private static final int WORD = 8;

    private MessageQueues() {}

    static void dump(int nsId, ImageBuilder image) {
        image.touch(ImageKind.IPCNS_MSG, nsId);
        for (SysvIpcTable.Row row : SysvIpcTable.read("msg")) {
            IpcDescEntry description = IpcObject.describe(row, "msqid");
            int count = row.number("qnum");
            image.add(
                    ImageKind.IPCNS_MSG,
                    nsId,
                    IpcMsgEntry.newBuilder()
                            .setDesc(description)
                            .setQbytes(IpcCalls.queueLimitBytes(description.getId()))
                            .setQnum(count)
                            .build());
            for (int i = 0; i < count; i++) {
                IpcCalls.Message message = IpcCalls.peek(description.getId(), i, row.number("cbytes"));
                image.add(
                        ImageKind.IPCNS_MSG,
                        nsId,
                        IpcMsg.newBuilder()
                                .setMtype(message.type())
                                .setMsize(message.text().length)
                                .build(),
                        padded(message.text()));
            }
        }
    }

    private static byte[] padded(byte[] text) {
        return Arrays.copyOf(text, text.length + WORD - 1 & -WORD);
    }

    static void restore(ImageSet image, int nsId) {
        int queue = -1;
        for (ImageEntry entry : image.entries(ImageKind.IPCNS_MSG, nsId)) {
            if (entry.message() instanceof IpcMsgEntry made) {
                queue = make(made);
            } else if (entry.message() instanceof IpcMsg message && queue >= 0) {
                byte[] text = Arrays.copyOf(entry.payload(), message.getMsize());
                IpcCalls.send(queue, new IpcCalls.Message(message.getMtype(), text));
            } else {
                throw new ImageFormatException(ImageKind.IPCNS_MSG.fileName(nsId), "a message without a queue");
            }
        }
    }

    private static int make(IpcMsgEntry queue) {
        IpcDescEntry description = queue.getDesc();
        IpcObject.make("msg", description, flags -> IpcCalls.makeQueue(description.getKey(), flags));
        IpcCalls.ownQueue(
                description.getId(),
                description.getUid(),
                description.getGid(),
                IpcObject.permissions(description),
                Integer.toUnsignedLong(queue.getQbytes()));
        return description.getId();
    }
}
