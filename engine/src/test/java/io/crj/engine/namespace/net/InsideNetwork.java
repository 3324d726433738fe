package io.crj.engine.namespace.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.testing.NetworkSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** A process in a new network namespace, started from the calling thread's. */
final class InsideNetwork implements AutoCloseable {

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
        return NetworkSnapshot.run(pid(), command);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
