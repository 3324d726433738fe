package io.crj.engine.resource.inetsocket;

import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.resource.SharedState;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The multicast groups that anybody in the calling thread's network namespace is in: {@code /proc/net/igmp} and
 * {@code igmp6}. Who it is the kernel only says when it is asked for a socket and a group.
 *
 * @param all with the interfaces they were joined at
 */
record MulticastGroups(List<Group> all) {

    private static final int HEX = 16;
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_GROUP = 2;

    /** A group at an interface. */
    record Group(int index, InetEndpoint address) {}

    static MulticastGroups of(SharedState state) {
        return state.shared(MulticastGroups.class, () -> {
            List<Group> groups = new ArrayList<>();
            ipv4(groups);
            ipv6(groups);
            return new MulticastGroups(groups);
        });
    }

    /** A line for each device, and below it one for each of its groups, in host byte order. */
    private static void ipv4(List<Group> groups) {
        int index = 0;
        for (String line : lines("igmp")) {
            String[] words = line.trim().split("\\s+");
            if (line.startsWith("\t")) {
                int word = Integer.parseUnsignedInt(words[0], HEX);
                groups.add(new Group(index, new InetEndpoint(2, List.of(word), 0, 0)));
            } else if (!words[0].equals("Idx")) {
                index = Integer.parseInt(words[0]);
            }
        }
    }

    private static void ipv6(List<Group> groups) {
        for (String line : lines("igmp6")) {
            String[] words = line.trim().split("\\s+");
            if (words.length > IPV6_GROUP) {
                byte[] number = new BigInteger(words[IPV6_GROUP], HEX).toByteArray();
                byte[] bytes = new byte[IPV6_BYTES];
                System.arraycopy(
                        number,
                        Math.max(0, number.length - IPV6_BYTES),
                        bytes,
                        Math.max(0, IPV6_BYTES - number.length),
                        Math.min(number.length, IPV6_BYTES));
                groups.add(new Group(Integer.parseInt(words[0]), endpoint(bytes)));
            }
        }
    }

    /** An address as it is sent: 4 or 16 bytes. */
    static InetEndpoint endpoint(byte[] bytes) {
        try {
            return InetEndpoint.of(InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address of " + bytes.length + " bytes", e);
        }
    }

    private static List<String> lines(String name) {
        return List.of(ProcFile.text("/proc/thread-self/net/" + name).split("\n"));
    }
}
