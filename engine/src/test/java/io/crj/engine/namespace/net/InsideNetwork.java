package io.crj.engine.namespace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.testing.TestNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A process in a new network namespace, started from the calling thread's. */
final class InsideNetwork implements AutoCloseable {

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

    private final Process process;

    /** @param script shell commands that fill the namespace */
    InsideNetwork(String script) {
        try {
            process = new ProcessBuilder("unshare", "-n", "sh", "-ec", script + "\necho ready; exec sleep 1000")
                    .redirectErrorStream(true)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(output.readLine()).isEqualTo("ready");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    int pid() {
        return (int) process.pid();
    }

    /** Output of a command inside. */
    String run(String... command) {
        String[] line = new String[command.length + 4];
        System.arraycopy(new String[] {"nsenter", "-t", Integer.toString(pid()), "-n"}, 0, line, 0, 4);
        System.arraycopy(command, 0, line, 4, command.length);
        return TestNetwork.command(line);
    }

    /** Everything ip(8), nft(8) and sysctl(8) tell that must not change. */
    List<String> snapshot() {
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
                "nft list ruleset",
                "sysctl -a -r ^net.")) {
            String answer = run(question.split(" "));
            Stream<String> lines = (question.contains("json") ? withoutPassing(answer) : withoutWriteOnly(answer))
                    .lines()
                    .map(line -> question + ": " + line);
            // The kernel tells these in the order of a hash, or of the devices' coming up.
            (question.matches(".*(-6.*route|neigh).*") ? lines.sorted() : lines).forEach(answers::add);
        }
        return answers;
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
                .filter(line -> !line.contains("permission denied") && !line.contains("reading key"))
                .filter(line -> !line.matches("net.netfilter.nf_conntrack_count.*|.*stable_secret.*|.*_entries = .*"))
                .reduce("", (a, b) -> a + b + "\n");
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
