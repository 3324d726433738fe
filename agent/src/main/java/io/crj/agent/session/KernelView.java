package io.crj.agent.session;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What pids and addresses mean to an agent.
 *
 * @param boot {@code /proc/sys/kernel/random/boot_id}, random(4)
 * @param namespaces those of pids and of the network, as links of /proc name them; namespaces(7)
 */
record KernelView(String boot, String namespaces) {

    static KernelView read(Path proc) {
        Path bootId = proc.resolve("sys/kernel/random/boot_id");
        try {
            String pids = Files.readSymbolicLink(proc.resolve("self/ns/pid")).toString();
            String network = Files.readSymbolicLink(proc.resolve("self/ns/net")).toString();
            return new KernelView(Files.readString(bootId).strip(), pids + "," + network);
        } catch (IOException e) {
            throw new EngineException("cannot read " + bootId + " or the links of /proc/self/ns: " + e, e);
        }
    }

    /** The form of {@link #toString()}. */
    static KernelView parse(String text) {
        int slash = text.indexOf('/');
        return new KernelView(text.substring(0, slash), text.substring(slash + 1));
    }

    boolean isSameKernel(KernelView other) {
        return boot.equals(other.boot);
    }

    @Override
    public String toString() {
        return boot + "/" + namespaces;
    }
}
