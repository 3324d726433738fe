package io.crj.engine.resource.packetsocket;

import static io.crj.engine.linux.abi.PacketSocket.*;

import com.google.protobuf.ByteString;
import io.crj.engine.image.proto.PacketMclist;
import io.crj.engine.image.proto.PacketRing;
import io.crj.engine.image.proto.PacketSockEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetworkInterfaces;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.SocketOptions;
import java.nio.ByteBuffer;

/** Reads one packet socket of a frozen tree. */
record PacketSocketDump(OpenFile file, PacketRow row, DumpContext context) {

    PacketSockEntry dump() {
        Fd socket = context.local(file.probe());
        ByteBuffer info = row.info();
        int index = info.getInt(0);
        int flags = info.getInt(20);
        PacketSockEntry.Builder entry = PacketSockEntry.newBuilder()
                .setId(file.id())
                .setType(row.type())
                .setProtocol(row.protocol())
                .setFlags(Descriptions.flags(file.probe()))
                .setIfindex(index)
                .setFown(context.owner(file.probe()))
                .setOpts(SocketOptions.dump(socket))
                .setVersion(info.getInt(4))
                .setReserve(info.getInt(8))
                .setCopyThresh(info.getInt(12))
                .setTimestamp(info.getInt(16))
                .setAuxData((flags & INFO_AUXDATA) != 0)
                .setOrigDev((flags & INFO_ORIGDEV) != 0)
                .setVnetHdr((flags & INFO_VNETHDR) != 0)
                .setLoss((flags & INFO_LOSS) != 0)
                .addAllCrjOptions(FurtherOptions.dump(socket, context));
        if (index > 0) {
            entry.setCrjDevice(NetworkInterfaces.name(index));
        }
        row.part(DIAG_MCLIST).ifPresent(list -> memberships(list, entry));
        row.part(DIAG_RX_RING).ifPresent(ring -> entry.setRxRing(ring(ring)));
        row.part(DIAG_TX_RING).ifPresent(ring -> entry.setTxRing(ring(ring)));
        row.part(DIAG_FANOUT).ifPresent(fanout -> entry.setFanout(fanout.getInt(0)));
        return entry.build();
    }

    private static void memberships(ByteBuffer list, PacketSockEntry.Builder entry) {
        for (int at = 0; at + MCLIST_SIZE <= list.limit(); at += MCLIST_SIZE) {
            byte[] address = new byte[Math.min(list.getShort(at + 10), MAX_ADDRESS_BYTES)];
            list.get(at + 12, address);
            PacketMclist membership = PacketMclist.newBuilder()
                    .setIndex(list.getInt(at))
                    .setType(list.getShort(at + 8))
                    .setAddr(ByteString.copyFrom(address))
                    .setCrjDevice(NetworkInterfaces.name(list.getInt(at)))
                    .build();
            // As often as the process has asked for it, so it has to give it up.
            for (int i = 0; i < list.getInt(at + 4); i++) {
                entry.addMclist(membership);
            }
        }
    }

    private static PacketRing ring(ByteBuffer ring) {
        return PacketRing.newBuilder()
                .setBlockSize(ring.getInt(0))
                .setBlockNr(ring.getInt(4))
                .setFrameSize(ring.getInt(8))
                .setFrameNr(ring.getInt(12))
                .setRetireTmo(ring.getInt(16))
                .setSizeofPriv(ring.getInt(20))
                .setFeatures(ring.getInt(24))
                .build();
    }
}
