package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.resource.SharedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom raw and ping sockets are connected to: getpeername(2) does not tell, as there are no ports; {@code /proc/net/raw},
 * {@code raw6}, {@code icmp} and {@code icmp6} of the calling thread's network namespace, raw(7).
 */
final class PlainSocketTable {

    private static final int REMOTE = 2;
    private static final int INODE = 9;
    private static final int HEX = 16;
    private static final int WORD_DIGITS = 8;

    private final Map<String, Map<Long, String>> files = new HashMap<>();

    private PlainSocketTable() {}

    static PlainSocketTable of(SharedState state) {
        return state.shared(PlainSocketTable.class, PlainSocketTable::new);
    }

    /** Empty when it is not listed. */
    Optional<InetEndpoint> remote(SocketType type, long inode) {
        String name = (type.isRaw() ? "raw" : "icmp") + (type.family() == AF_INET6 ? "6" : "");
        return Optional.ofNullable(
                        files.computeIfAbsent(name, PlainSocketTable::read).get(inode))
                .map(text -> endpoint(type.family(), text));
    }

    private static Map<Long, String> read(String name) {
        Map<Long, String> remotes = new HashMap<>();
        for (String line : ProcFile.text("/proc/thread-self/net/" + name).split("\n")) {
            String[] fields = line.trim().split(" +");
            if (fields.length > INODE && fields[0].endsWith(":")) {
                remotes.put(Long.parseLong(fields[INODE]), fields[REMOTE]);
            }
        }
        return remotes;
    }

    /** Words in host byte order, in hexadecimal, a colon, the port. */
    private static InetEndpoint endpoint(int family, String text) {
        int colon = text.indexOf(':');
        List<Integer> words = new ArrayList<>();
        for (int at = 0; at < colon; at += WORD_DIGITS) {
            words.add(Integer.parseUnsignedInt(text.substring(at, at + WORD_DIGITS), HEX));
        }
        return new InetEndpoint(family, words, Integer.parseInt(text.substring(colon + 1), HEX), 0);
    }
}
