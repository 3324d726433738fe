package io.crj.engine.netaddr;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetworkInterfaces;
import io.crj.engine.linux.sys.SocketCalls;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells an Ethernet network that an address is to be found at this host from now on. */
public final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

    /** Announcements get lost, for seconds when a link is down, and switches need time to learn: repeated after these pauses. */
    private static final int[] REPEAT_AFTER_MILLIS = {50, 200, 750, 2000, 4000, 8000};

    /** Those who still repeat. */
    private static final Map<ServiceAddress, Thread> REPEATERS = new ConcurrentHashMap<>();

    /** {@code struct sockaddr_ll}; linux/if_packet.h. */
    private static final int SOCKADDR_LL_SIZE = 20;

    private static final int SLL_INDEX_AT = 4;

    private Announcement() {}

    /**
     * Sends gratuitous ARP, or an unsolicited neighbour advertisement for IPv6, now, and repeats it in the background.
     *
     * @return false when the interface is no Ethernet, so that there is nobody to tell
     */
    public static boolean send(ServiceAddress address) {
        Optional<byte[]> hardware = NetworkInterfaces.ethernetAddress(address.device());
        if (hardware.isEmpty()) {
            return false;
        }
        List<byte[]> frames = address.address() instanceof Inet4Address v4
                ? List.of(ArpFrame.request(v4, hardware.get()), ArpFrame.reply(v4, hardware.get()))
                : List.of(NeighbourAdvertisement.frame(address.address(), hardware.get()));
        Fd socket = open(address.device());
        try {
            burst(socket, frames);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        Thread repeater = new Thread(() -> repeat(address, socket, frames), "announce-" + address);
        repeater.setDaemon(true);
        stop(address);
        REPEATERS.put(address, repeater);
        repeater.start();
        return true;
    }

    /** Nothing is repeated from here on: the address is about to be another host's. */
    static void stop(ServiceAddress address) {
        Thread repeater = REPEATERS.remove(address);
        if (repeater != null) {
            repeater.interrupt();
        }
    }

    /** The socket stays in the namespace it was made in, whatever thread uses it. */
    private static Fd open(String device) {
        Fd socket = SocketCalls.socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        byte[] address = ByteBuffer.allocate(SOCKADDR_LL_SIZE)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_PACKET)
                .putInt(SLL_INDEX_AT, NetworkInterfaces.index(device))
                .array();
        SocketCalls.bind(socket, address);
        return socket;
    }

    private static void burst(Fd socket, List<byte[]> frames) {
        frames.forEach(frame -> SocketCalls.send(socket, frame, MSG_DONTWAIT));
    }

    private static void repeat(ServiceAddress address, Fd socket, List<byte[]> frames) {
        try (socket) {
            for (int pause : REPEAT_AFTER_MILLIS) {
                TimeUnit.MILLISECONDS.sleep(pause);
                burst(socket, frames);
            }
            REPEATERS.remove(address, Thread.currentThread());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("cannot repeat the announcement of {}: {}", address, e.getMessage());
        }
    }
}
