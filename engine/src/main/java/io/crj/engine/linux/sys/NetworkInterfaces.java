package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.*;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Names and numbers of network interfaces in the calling thread's network namespace; netdevice(7), linux/sockios.h. */
public final class NetworkInterfaces {

    private static final int SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int IFNAMSIZ = 16;
    /** {@code struct ifreq}: the name, then a union. */
    private static final int IFREQ_SIZE = 40;

    private static final int HARDWARE_ADDRESS_AT = IFNAMSIZ + Short.BYTES;

    private static final int ETHERNET_ADDRESS_BYTES = 6;
    /** linux/if_arp.h. */
    private static final int ARPHRD_ETHER = 1;

    private NetworkInterfaces() {}

    /** The number of interface {@code name}. */
    public static int index(String name) {
        try (NativeBuffer request = request(SIOCGIFINDEX, name, 0)) {
            return request.getInt(IFNAMSIZ);
        }
    }

    /** The name of interface {@code index}. */
    public static String name(int index) {
        try (NativeBuffer request = request(SIOCGIFNAME, "", index)) {
            int length = 0;
            while (length < IFNAMSIZ && request.getByte(length) != 0) {
                length++;
            }
            return new String(request.getBytes(0, length), StandardCharsets.UTF_8);
        }
    }

    /** The six bytes of an Ethernet interface's address; empty for other kinds of interfaces. */
    public static Optional<byte[]> ethernetAddress(String name) {
        try (NativeBuffer request = request(SIOCGIFHWADDR, name, 0)) {
            return request.getUnsignedShort(IFNAMSIZ) == ARPHRD_ETHER
                    ? Optional.of(request.getBytes(HARDWARE_ADDRESS_AT, ETHERNET_ADDRESS_BYTES))
                    : Optional.empty();
        }
    }

    private static NativeBuffer request(int code, String name, int index) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length >= IFNAMSIZ) {
            throw new IllegalArgumentException("\"" + name + "\" is too long for the name of an interface");
        }
        NativeBuffer request = NativeBuffer.allocate(IFREQ_SIZE);
        request.putBytes(0, text).putInt(IFNAMSIZ, index);
        try (Fd any = SocketCalls.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
            SyscallException.check(
                    Syscalls.get()
                            .call(
                                    io.crj.engine.linux.abi.SyscallNumber.IOCTL,
                                    any.number(),
                                    code,
                                    request.address(),
                                    0,
                                    0,
                                    0),
                    "ioctl",
                    "network interface " + (name.isEmpty() ? "number " + index : name));
            return request;
        } catch (SyscallException e) {
            request.close();
            throw e;
        }
    }
}
