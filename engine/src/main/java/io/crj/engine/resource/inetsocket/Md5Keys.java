package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.InetDiag.*;
import static io.crj.engine.linux.abi.Socket.AF_INET;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.linux.abi.Tcp.*;

import com.google.protobuf.ByteString;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjMd5Key;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.abi.In;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Keys by which a TCP socket and its peers know each other's segments (TCP_MD5SIG, RFC 2385), as routers use them. */
final class Md5Keys {

    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int MAPPED_AT = 10;

    private Md5Keys() {}

    static void dump(SocketDiagnosis.Row row, InetSkEntry.Builder entry) {
        ByteBuffer keys = ByteBuffer.wrap(row.md5Keys()).order(ByteOrder.nativeOrder());
        for (int at = 0; at + MD5_ROW_SIZE <= keys.limit(); at += MD5_ROW_SIZE) {
            int addressBytes = keys.get(at) == AF_INET ? IPV4_BYTES : IPV6_BYTES;
            int keyBytes = Math.min(keys.getShort(at + MD5_ROW_LENGTH), MD5_MAX_KEY_BYTES);
            entry.addCrjMd5Keys(CrjMd5Key.newBuilder()
                    .setAddress(ByteString.copyFrom(row.md5Keys(), at + MD5_ROW_ADDRESS, addressBytes))
                    .setPrefix(Byte.toUnsignedInt(keys.get(at + MD5_ROW_PREFIX)))
                    .setKey(ByteString.copyFrom(row.md5Keys(), at + MD5_ROW_KEY, keyBytes)));
        }
    }

    /** Before connect(2) and listen(2). */
    static void restore(Fd socket, InetSkEntry entry) {
        for (CrjMd5Key key : entry.getCrjMd5KeysList()) {
            int addressBytes = key.getAddress().size();
            if (addressBytes != IPV4_BYTES && addressBytes != IPV6_BYTES
                    || key.getKey().size() > MD5_MAX_KEY_BYTES) {
                throw new ImageFormatException(
                        ImageKind.FILES.fileName(0), "socket " + entry.getId() + " has an MD5 key that cannot be");
            }
            try {
                SocketCalls.setBytes(socket, IPPROTO_TCP, TCP_MD5SIG_EXT, request(entry.getFamily(), key));
            } catch (SyscallException e) {
                throw new EngineException(
                        "a TCP socket has a key for MD5 signatures (TCP_MD5SIG), which this kernel does not take; it needs"
                                + " CONFIG_TCP_MD5SIG: " + e.getMessage(),
                        e);
            }
        }
    }

    /** A socket of IPv6 knows peers of IPv4 by mapped addresses. */
    private static byte[] request(int family, CrjMd5Key key) {
        byte[] address = key.getAddress().toByteArray();
        ByteBuffer request = ByteBuffer.allocate(MD5SIG_SIZE).order(ByteOrder.nativeOrder());
        request.putShort(0, (short) family);
        if (family == AF_INET6) {
            request.position(In.SIN6_ADDR);
            if (address.length == IPV4_BYTES) {
                request.position(In.SIN6_ADDR + MAPPED_AT).putShort((short) -1);
            }
        } else {
            request.position(In.SIN_ADDR);
        }
        request.put(address);
        request.put(MD5SIG_FLAGS, (byte) MD5SIG_FLAG_PREFIX)
                .put(MD5SIG_PREFIX, (byte) key.getPrefix())
                .putShort(MD5SIG_LENGTH, (short) key.getKey().size());
        request.position(MD5SIG_KEY).put(key.getKey().toByteArray());
        return request.array();
    }
}
