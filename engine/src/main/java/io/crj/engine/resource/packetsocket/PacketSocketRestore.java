package io.crj.engine.resource.packetsocket;

import static io.crj.engine.linux.abi.PacketSocket.*;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PacketMclist;
import io.crj.engine.image.proto.PacketRing;
import io.crj.engine.image.proto.PacketSockEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetworkInterfaces;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes one packet socket anew. */
final class PacketSocketRestore {

    private final FileEntry file;
    private final PacketSockEntry entry;
    private final RestoreContext context;

    PacketSocketRestore(FileEntry file, RestoreContext context) {
        this.file = file;
        this.entry = file.getPsk();
        this.context = context;
        if (entry.getType() != SOCK_RAW && entry.getType() != SOCK_DGRAM && entry.getType() != SOCK_PACKET) {
            throw Descriptions.corrupt(file, "is a packet socket of type " + entry.getType());
        }
    }

    /** The socket; the caller's. */
    Fd restore() {
        // It hears nothing before its filter is in place: packets that it did not ask for would wait in its queue.
        boolean late = entry.getOpts().getSoFilterCount() > 0 && entry.getType() != SOCK_PACKET;
        Fd socket = SocketCalls.socket(AF_PACKET, entry.getType() | SOCK_CLOEXEC, late ? 0 : entry.getProtocol());
        try {
            restore(socket);
            return socket;
        } catch (SyscallException e) {
            socket.close();
            throw new EngineException(
                    "cannot restore packet socket (file " + entry.getId() + " of the image): " + e.getMessage(), e);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void restore(Fd socket) {
        FurtherOptions.restore(socket, entry.getCrjOptionsList());
        SocketOptions.restoreBuffers(socket, entry.getOpts());
        SocketOptions.restoreLate(socket, entry.getOpts());
        if (entry.getOpts().hasSoMark()) {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_MARK, entry.getOpts().getSoMark());
        }
        if (entry.getType() != SOCK_PACKET) {
            options(socket);
            entry.getMclistList().forEach(membership -> join(socket, membership));
            if (entry.hasRxRing()) {
                ring(socket, PACKET_RX_RING, entry.getRxRing());
            }
            if (entry.hasTxRing()) {
                ring(socket, PACKET_TX_RING, entry.getTxRing());
            }
        }
        bind(socket);
        if (entry.hasFanout()) {
            SocketCalls.setInt(socket, SOL_PACKET, PACKET_FANOUT, entry.getFanout());
        }
        Descriptions.restore(socket, entry.getFlags(), entry.getFown(), context);
    }

    private void options(Fd socket) {
        set(socket, PACKET_VERSION, entry.getVersion());
        set(socket, PACKET_RESERVE, entry.getReserve());
        set(socket, PACKET_TIMESTAMP, entry.getTimestamp());
        set(socket, PACKET_COPY_THRESH, entry.getCopyThresh());
        set(socket, PACKET_AUXDATA, entry.getAuxData() ? 1 : 0);
        set(socket, PACKET_ORIGDEV, entry.getOrigDev() ? 1 : 0);
        set(socket, PACKET_VNET_HDR, entry.getVnetHdr() ? 1 : 0);
        set(socket, PACKET_LOSS, entry.getLoss() ? 1 : 0);
    }

    private static void set(Fd socket, int option, int value) {
        if (value != 0) {
            SocketCalls.setInt(socket, SOL_PACKET, option, value);
        }
    }

    private void join(Fd socket, PacketMclist membership) {
        int length = membership.getAddr().size();
        if (length > MAX_ADDRESS_BYTES) {
            throw Descriptions.corrupt(file, "has a membership with an address of " + length + " bytes");
        }
        ByteBuffer request = ByteBuffer.allocate(MREQ_SIZE).order(ByteOrder.nativeOrder());
        request.putInt(0, index(membership.getCrjDevice(), membership.getIndex()))
                .putShort(MREQ_TYPE, (short) membership.getType())
                .putShort(MREQ_LENGTH, (short) length)
                .put(MREQ_ADDRESS, membership.getAddr().toByteArray());
        SocketCalls.setBytes(socket, SOL_PACKET, PACKET_ADD_MEMBERSHIP, request.array());
    }

    private void ring(Fd socket, int option, PacketRing ring) {
        ByteBuffer request = ByteBuffer.allocate(RING_SIZE).order(ByteOrder.nativeOrder());
        request.putInt(ring.getBlockSize())
                .putInt(ring.getBlockNr())
                .putInt(ring.getFrameSize())
                .putInt(ring.getFrameNr())
                .putInt(ring.getRetireTmo())
                .putInt(ring.getSizeofPriv())
                .putInt(ring.getFeatures());
        // Older versions know four words only; packet_setsockopt, net/packet/af_packet.c.
        int size = entry.getVersion() == TPACKET_V3 ? RING_SIZE : 4 * Integer.BYTES;
        SocketCalls.setBytes(socket, SOL_PACKET, option, Arrays.copyOf(request.array(), size));
    }

    private void bind(Fd socket) {
        boolean late = entry.getOpts().getSoFilterCount() > 0;
        if (entry.getIfindex() == 0 && (!late || entry.getType() == SOCK_PACKET)) {
            return;
        }
        if (entry.getType() == SOCK_PACKET) {
            byte[] name = entry.getCrjDevice().getBytes(StandardCharsets.UTF_8);
            if (name.length == 0) {
                name = NetworkInterfaces.name(entry.getIfindex()).getBytes(StandardCharsets.UTF_8);
            }
            ByteBuffer address = ByteBuffer.allocate(SOCKADDR_PKT_SIZE).order(ByteOrder.nativeOrder());
            address.putShort(0, (short) AF_PACKET).put(SPKT_DEVICE, name, 0, Math.min(name.length, SPKT_DEVICE_SIZE));
            SocketCalls.bind(socket, address.array());
            return;
        }
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_LL_SIZE).order(ByteOrder.nativeOrder());
        int index = entry.getIfindex() == 0 ? 0 : index(entry.getCrjDevice(), entry.getIfindex());
        address.putShort(0, (short) AF_PACKET)
                .putShort(Short.BYTES, (short) entry.getProtocol())
                .putInt(SLL_IFINDEX, index);
        SocketCalls.bind(socket, address.array());
    }

    /** Another host counts its devices otherwise. */
    private static int index(String device, int known) {
        if (device.isEmpty()) {
            return known;
        }
        try {
            return NetworkInterfaces.index(device);
        } catch (SyscallException e) {
            throw new EngineException(
                    "a packet socket listens at network device \"" + device + "\", which this host does not have;"
                            + " create it or give an existing one that name",
                    e);
        }
    }
}
