package io.crj.agent.preflight;

import io.crj.wire.message.Endpoint;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Ports the tree listens on must not be listened on here; {@code /proc/net/tcp} and {@code tcp6}, proc_net_tcp in the kernel's documentation. */
final class PortCheck implements TargetCheck {

    private static final String LISTEN = "0A";
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int WORD_BYTES = 4;

    private final Path proc;

    PortCheck(Path proc) {
        this.proc = proc;
    }

    /** One line of those tables. */
    private record Listening(InetAddress address, int port) {

        boolean isInTheWayOf(InetAddress wanted, int wantedPort) {
            if (port != wantedPort) {
                return false;
            }
            boolean sameFamily = wanted instanceof Inet4Address == address instanceof Inet4Address;
            // The wildcard address of IPv6 stands for both families, unless its socket says otherwise.
            boolean all = address.isAnyLocalAddress() && (sameFamily || wanted instanceof Inet4Address);
            return all || sameFamily && wanted.isAnyLocalAddress() || address.equals(wanted);
        }
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        if (source.getListenersCount() == 0) {
            return;
        }
        List<Listening> here = new ArrayList<>(read("self/net/tcp"));
        here.addAll(read("self/net/tcp6"));
        for (Endpoint wanted : source.getListenersList()) {
            InetAddress address = address(wanted, findings);
            here.stream()
                    .filter(listening -> address != null && listening.isInTheWayOf(address, wanted.getPort()))
                    .findFirst()
                    .ifPresent(taken -> findings.refuse("the tree listens on port " + wanted.getPort() + " of "
                            + wanted.getAddress() + ", and so does somebody here, on "
                            + taken.address().getHostAddress() + "; end that first (ss -ltnp names it)"));
        }
    }

    private static InetAddress address(Endpoint wanted, Findings findings) {
        try {
            // Never a name, which would be looked up.
            String text = wanted.getAddress();
            if (text.matches("[0-9.]+") || text.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%\\w+)?")) {
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException malformed) {
            // Said below.
        }
        findings.refuse("the source listens on \"" + wanted.getAddress() + "\", which is no IP address");
        return null;
    }

    private List<Listening> read(String name) {
        Path table = proc.resolve(name);
        // Not there when the kernel has no IPv6.
        if (!Files.exists(table)) {
            return List.of();
        }
        try {
            return Files.readAllLines(table).stream()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words[STATE].equals(LISTEN))
                    .map(words -> listening(words[LOCAL]))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + table, unreadable);
        }
    }

    /** Words of four bytes in the machine's order, a colon, the port; all hexadecimal. */
    private static Listening listening(String text) {
        String[] parts = text.split(":");
        byte[] printed = HexFormat.of().parseHex(parts[0]);
        byte[] bytes = new byte[printed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = printed[i / WORD_BYTES * WORD_BYTES + WORD_BYTES - 1 - i % WORD_BYTES];
        }
        try {
            return new Listening(InetAddress.getByAddress(bytes), Integer.parseInt(parts[1], 16));
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException(text, wrongLength);
        }
    }
}
