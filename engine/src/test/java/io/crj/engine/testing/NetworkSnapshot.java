package io.crj.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the network namespace of a process looks like to somebody inside. */
public final class NetworkSnapshot {

    /** A device whose addresses stay tentative for good. */
    private static final String WITHOUT_CARRIER = " cut0 ";

    /** What differs between any two devices, or from one moment to the next. */
    private static final List<String> PASSING = List.of(
            "link_index",
            "link_netnsid",
            "link",
            "valid_life_time",
            "preferred_life_time",
            "hello_timer",
            "gc_timer",
            "topology_change_timer",
            "tcn_timer",
            "root_id",
            "bridge_id",
            "hold_timer",
            "forward_delay_timer",
            "message_age_timer",
            "designated_bridge",
            "designated_root",
            "used",
            "confirmed",
            "updated",
            "probes",
            "refcnt");

    private final List<String> lines;

    private NetworkSnapshot(List<String> lines) {
        this.lines = lines;
    }

    /** Output of a command in the network namespace of {@code pid}. */
    public static String run(int pid, String... command) {
        List<String> line = new ArrayList<>(List.of("nsenter", "-t", Integer.toString(pid), "-n"));
        line.addAll(List.of(command));
        return TestNetwork.command(line.toArray(String[]::new));
    }

    /** Everything ip(8), nft(8) and sysctl(8) tell that must not change. */
    public static NetworkSnapshot of(int pid) {
        await().until(() -> run(pid, "ip", "-6", "-oneline", "address")
                .lines()
                .noneMatch(line -> line.contains("tentative") && !line.contains(WITHOUT_CARRIER)));
        List<String> answers = new ArrayList<>();
        for (String question : List.of(
                "ip -details -json address",
                "ip -4 -details -json route show table all",
                "ip -6 -details -json route show table all",
                "ip -4 -details -json rule",
                "ip -6 -details -json rule",
                "ip -details -json neighbour",
                "ip -details -json neighbour show proxy",
                "ip -details -json nexthop",
                "bridge fdb show state static",
                "nft list ruleset",
                "iptables-legacy-save",
                "sysctl -a -r ^net.")) {
            String answer = run(pid, question.split(" "));
            Stream<String> lines = (question.contains("json") ? withoutPassing(answer) : withoutWriteOnly(answer))
                    .lines()
                    .filter(line -> !isLearned(line))
                    .map(line -> question + ": " + line);
            // The kernel tells these in the order of a hash, or of the devices' coming up.
            (question.matches(".*(-6.*route|neigh).*") ? lines.sorted() : lines).forEach(answers::add);
        }
        return new NetworkSnapshot(answers);
    }

    /** Neighbours that were found by themselves; those the tests make have addresses of another kind. */
    private static boolean isLearned(String line) {
        return line.contains("\"lladdr\":") && !line.contains("\"lladdr\":\"02:00:00:");
    }

    private static String withoutPassing(String json) {
        String result = json;
        for (String key : PASSING) {
            result = result.replaceAll("\"" + key + "\":(\"[^\"]*\"|[^,}]*),?", "");
        }
        return result.replaceAll("[\\[,]*\\{\"(ifindex|dst|type)\"", "\n{\"$1\"")
                .replaceAll("]\\s*$", "");
    }

    private static String withoutWriteOnly(String text) {
        return text.lines()
                .filter(line ->
                        !line.startsWith("#") && !line.contains("permission denied") && !line.contains("reading key"))
                .filter(line -> !line.matches("net.netfilter.nf_conntrack_count.*|.*stable_secret.*|.*_entries = .*"))
                // Packets are counted on.
                .map(line -> line.replaceAll("\\[[0-9]+:[0-9]+]", ""))
                .reduce("", (a, b) -> a + b + "\n");
    }

    /** Nothing is missing, nothing is new, and all is in the same order. */
    public void assertSameAs(NetworkSnapshot before) {
        List<String> gone = new ArrayList<>(before.lines);
        lines.forEach(gone::remove);
        List<String> come = new ArrayList<>(lines);
        before.lines.forEach(come::remove);
        assertThat(gone).as("gone; come is " + come).isEmpty();
        assertThat(come).as("come").isEmpty();
        for (int i = 0; i < lines.size(); i++) {
            assertThat(lines.get(i)).as("line " + i).isEqualTo(before.lines.get(i));
        }
    }
}
