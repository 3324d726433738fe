package io.crj.engine.linux.sys;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.IfTun;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Calls on open files of /dev/net/tun; Documentation/networking/tuntap.rst, linux/if_tun.h. */
public final class TunCalls {

    private static final String PLACE = "/dev/net/tun";

    private TunCalls() {}

    /**
     * What a file is attached to.
     *
     * @param flags IFF_… of linux/if_tun.h
     */
    public record Attachment(String device, int flags) {}

    /** A file that is attached to nothing, in the network namespace of the calling thread. */
    public static Fd open() {
        return FileCalls.open(PLACE, Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
    }

    /** TUNGETIFF; empty for a file that is attached to nothing. */
    public static Optional<Attachment> attachment(Fd file) {
        try (NativeBuffer request = NativeBuffer.allocate(IfTun.IFREQ_SIZE)) {
            FileCalls.ioctl(file, IfTun.TUNGETIFF, request.address());
            byte[] name = request.getBytes(0, IfTun.IFREQ_FLAGS);
            int length = 0;
            while (length < name.length && name[length] != 0) {
                length++;
            }
            return Optional.of(new Attachment(
                    new String(name, 0, length, StandardCharsets.UTF_8), request.getUnsignedShort(IfTun.IFREQ_FLAGS)));
        } catch (SyscallException e) {
            if (e.errno() == Errno.EBADFD) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** TUNSETIFF: makes the device, or attaches to it. */
    public static void attach(Fd file, String device, int flags) {
        request(file, IfTun.TUNSETIFF, device, flags);
    }

    /** TUNSETQUEUE: its queue is as if it were not there. */
    public static void detachQueue(Fd file) {
        request(file, IfTun.TUNSETQUEUE, "", IfTun.IFF_DETACH_QUEUE);
    }

    private static void request(Fd file, int number, String device, int flags) {
        try (NativeBuffer request = NativeBuffer.allocate(IfTun.IFREQ_SIZE)) {
            byte[] name = device.getBytes(StandardCharsets.UTF_8);
            request.putBytes(0, name).putShort(IfTun.IFREQ_FLAGS, flags);
            FileCalls.ioctl(file, number, request.address());
        }
    }

    /** An ioctl that reads an {@code int}. */
    public static int getInt(Fd file, int number) {
        try (NativeBuffer value = NativeBuffer.allocate(Integer.BYTES)) {
            FileCalls.ioctl(file, number, value.address());
            return value.getInt(0);
        }
    }

    /** An ioctl that is given an {@code int} by its address. */
    public static void setInt(Fd file, int number, int value) {
        try (NativeBuffer place = NativeBuffer.allocate(Integer.BYTES).putInt(0, value)) {
            FileCalls.ioctl(file, number, place.address());
        }
    }

    /** TUNSETPERSIST: whether the device stays without any file. */
    public static void persist(Fd file, boolean on) {
        FileCalls.ioctl(file, IfTun.TUNSETPERSIST, on ? 1 : 0);
    }
}
