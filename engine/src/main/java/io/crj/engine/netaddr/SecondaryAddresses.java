package io.crj.engine.netaddr;

import static io.crj.engine.linux.abi.Rtnetlink.IFA_F_SECONDARY;
import static io.crj.engine.linux.abi.Socket.AF_INET;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the other IPv4 addresses of a network when the first one goes: by default the kernel removes them with it;
 * ip-sysctl, promote_secondaries.
 */
final class SecondaryAddresses implements AutoCloseable {

    private final Path setting;
    private final String before;

    private SecondaryAddresses(Path setting, String before) {
        this.setting = setting;
        this.before = before;
    }

    /** Until closed, removing {@code address} leaves those that depend on it. */
    static SecondaryAddresses keep(ServiceAddress address, List<ServiceAddresses.Entry> all) {
        boolean needed = address.family() == AF_INET
                && all.stream()
                        .anyMatch(e -> (e.flags() & IFA_F_SECONDARY) != 0
                                && !e.address().equals(address)
                                && e.address().sharesNetworkWith(address));
        if (!needed) {
            return new SecondaryAddresses(null, "");
        }
        Path setting = path(address);
        String before = read(setting);
        write(setting, "1\n");
        return new SecondaryAddresses(setting, before);
    }

    /** Empty for an address of IPv6, or without its device. */
    static String setting(ServiceAddress address) {
        Path setting = path(address);
        return address.family() == AF_INET && Files.exists(setting) ? read(setting) : "";
    }

    static void restore(ServiceAddress address, String before) {
        if (!before.isEmpty() && !before.equals(setting(address))) {
            write(path(address), before);
        }
    }

    private static Path path(ServiceAddress address) {
        return Path.of("/proc/sys/net/ipv4/conf", address.device(), "promote_secondaries");
    }

    @Override
    public void close() {
        if (setting != null) {
            write(setting, before);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set " + file, e);
        }
    }
}
