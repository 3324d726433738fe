package io.crj.engine.resource;

import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.ProcessIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A path as journals name it: of this host, or of the file systems that a process sees, for as long as there is one.
 *
 * @param root the process; empty for this host
 */
public record NotedPath(Optional<ProcessIdentity> root, String path) {

    private static final String PATH = "path";
    private static final String ROOT = "root";

    public static NotedPath ofHost(String path) {
        return new NotedPath(Optional.empty(), path);
    }

    /** A side effect on what has that name. */
    public SideEffect effect(String kind, Map<String, String> more) {
        Map<String, String> facts = new HashMap<>(more);
        facts.put(PATH, path);
        facts.put(ROOT, root.map(ProcessIdentity::toString).orElse(""));
        return new SideEffect(kind, facts);
    }

    /** The one that {@link #effect} was about. */
    public static NotedPath read(Map<String, String> facts) {
        String root = SideEffect.fact(facts, ROOT);
        return new NotedPath(
                root.isEmpty() ? Optional.empty() : Optional.of(ProcessIdentity.parse(root)),
                SideEffect.fact(facts, PATH));
    }

    /** As this process can use it; empty when the process has ended, and with it its view. */
    public Optional<String> reach() {
        return root.isEmpty()
                ? Optional.of(path)
                : root.filter(ProcessIdentity::exists).map(process -> "/proc/" + process.pid() + "/root" + path);
    }

    /** The same, but without the process the name is taken for one of this host: often both see the same files. */
    public String reachAnyhow() {
        return reach().orElse(path);
    }
}
