package io.crj.engine;

import io.crj.engine.error.EngineException;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --external}: something of the tree's that is not dumped but found again, or supplied, at restore.
 *
 * @param kind such as {@code unix}, {@code veth}, {@code tty}
 * @param key what stands in brackets; may be empty
 * @param value what follows the colon; empty without one
 */
public record External(String kind, String key, String value) {

    /** A mount that the tree is to be without; its key is the place. */
    public static final String SKIPPED_MOUNT = "skip-mnt";

    /** Those that somebody handles. */
    private static final Set<String> KINDS = new TreeSet<>(Set.of("unix", "pipe", "veth", "macvlan", "netdev", "mnt"));

    private static final Pattern FORM = Pattern.compile("([a-z]+)\\[([^\\]]*)](?::(.*))?");

    /**
     * Reads {@code KIND[KEY]} or {@code KIND[KEY]:VALUE}.
     *
     * @throws EngineException when {@code text} has another form, or names a kind that nobody handles
     */
    public static External parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new EngineException("--external " + text + ": expected KIND[KEY] or KIND[KEY]:VALUE");
        }
        if (!KINDS.contains(form.group(1))) {
            throw new EngineException("--external " + text + ": '" + form.group(1)
                    + "' is not supported yet; there are " + String.join(", ", KINDS));
        }
        return new External(form.group(1), form.group(2), form.group(3) == null ? "" : form.group(3));
    }

    @Override
    public String toString() {
        return kind + "[" + key + "]" + (value.isEmpty() ? "" : ":" + value);
    }
}
