package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.NfTables.NFT_PAYLOAD_NETWORK_HEADER;
import static io.crj.engine.linux.abi.NfTables.NFT_PAYLOAD_TRANSPORT_HEADER;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A set of packets, told apart by some fields of their headers; the key of an element is the fields one after the other,
 * each padded to a register unless it is the only one.
 *
 * @param name unique in the table
 * @param fields as seen in packets that come in
 * @param keys the elements
 */
record NftSet(String name, AddressFamily family, List<Field> fields, List<byte[]> keys) {

    private static final int REGISTER_BYTES = 4;

    /** Which way a packet goes: of those that go out the fields of source and destination are exchanged. */
    enum Direction {
        IN,
        OUT
    }

    /** A header's field; the types of nft(8) are only for its listings. */
    enum Field {
        SOURCE_ADDRESS,
        SOURCE_PORT,
        DESTINATION_ADDRESS,
        DESTINATION_PORT;

        private static final int NFT_TYPE_PORT = 13;
        private static final int PORT_BYTES = 2;

        boolean isPort() {
            return this == SOURCE_PORT || this == DESTINATION_PORT;
        }

        int header() {
            return isPort() ? NFT_PAYLOAD_TRANSPORT_HEADER : NFT_PAYLOAD_NETWORK_HEADER;
        }

        int offset(AddressFamily family) {
            return switch (this) {
                case SOURCE_ADDRESS -> family.sourceOffset();
                case DESTINATION_ADDRESS -> family.destinationOffset();
                case SOURCE_PORT -> 0;
                case DESTINATION_PORT -> PORT_BYTES;
            };
        }

        int lengthBytes(AddressFamily family) {
            return isPort() ? PORT_BYTES : family.addressBytes();
        }

        int registers(AddressFamily family) {
            return isPort() ? 1 : family.addressBytes() / REGISTER_BYTES;
        }

        int nftType(AddressFamily family) {
            return isPort() ? NFT_TYPE_PORT : family.nftType();
        }

        Field in(Direction direction) {
            if (direction == Direction.IN) {
                return this;
            }
            return switch (this) {
                case SOURCE_ADDRESS -> DESTINATION_ADDRESS;
                case DESTINATION_ADDRESS -> SOURCE_ADDRESS;
                case SOURCE_PORT -> DESTINATION_PORT;
                case DESTINATION_PORT -> SOURCE_PORT;
            };
        }
    }

    static NftSet ofConnections(AddressFamily family, List<Connection> connections) {
        List<byte[]> keys = connections.stream()
                .map(c -> ByteBuffer.allocate(2 * (family.addressBytes() + REGISTER_BYTES))
                        .put(c.remote().getAddress())
                        .put(portKey(c.remotePort()))
                        .put(c.local().getAddress())
                        .put(portKey(c.localPort()))
                        .array())
                .toList();
        List<Field> fields =
                List.of(Field.SOURCE_ADDRESS, Field.SOURCE_PORT, Field.DESTINATION_ADDRESS, Field.DESTINATION_PORT);
        return new NftSet(family.label() + "-connections", family, fields, keys);
    }

    /** Two sets: ports of one address, and ports of all. */
    static List<NftSet> ofListeners(AddressFamily family, List<Listener> listeners) {
        List<byte[]> some = listeners.stream()
                .filter(l -> !l.local().isAnyLocalAddress())
                .map(l -> addressAndPort(l.local(), l.port()))
                .toList();
        List<byte[]> any = listeners.stream()
                .filter(l -> l.local().isAnyLocalAddress())
                .map(l -> Arrays.copyOf(portKey(l.port()), Field.PORT_BYTES))
                .toList();
        List<Field> addressAndPort = List.of(Field.DESTINATION_ADDRESS, Field.DESTINATION_PORT);
        return List.of(
                new NftSet(family.label() + "-listeners", family, addressAndPort, some),
                new NftSet(family.label() + "-ports", family, List.of(Field.DESTINATION_PORT), any));
    }

    private static byte[] addressAndPort(InetAddress address, int port) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.allocate(bytes.length + REGISTER_BYTES)
                .put(bytes)
                .put(portKey(port))
                .array();
    }

    /** Padded to a register. */
    private static byte[] portKey(int port) {
        return new byte[] {(byte) (port >>> 8), (byte) port, 0, 0};
    }

    /** Length of a key. */
    int keyBytes() {
        return fields.size() == 1
                ? fields.get(0).lengthBytes(family)
                : fields.stream()
                        .mapToInt(f -> f.registers(family) * REGISTER_BYTES)
                        .sum();
    }
}
