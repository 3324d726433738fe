package io.crj.engine.namespace;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Kinds of namespaces; namespaces(7). */
public enum NamespaceKind {
    PID("pid", 0x2000_0000),
    NET("net", 0x4000_0000),
    UTS("uts", 0x0400_0000),
    IPC("ipc", 0x0800_0000),
    MNT("mnt", 0x0002_0000),
    USER("user", 0x1000_0000),
    CGROUP("cgroup", 0x0200_0000),
    TIME("time", 0x0000_0080);

    private final String link;
    private final long cloneFlag;

    NamespaceKind(String link, long cloneFlag) {
        this.link = link;
        this.cloneFlag = cloneFlag;
    }

    /** Its name in {@code /proc/PID/ns} and on the command line. */
    public String link() {
        return link;
    }

    /** {@code CLONE_NEW…} of linux/sched.h. */
    public long cloneFlag() {
        return cloneFlag;
    }

    /** The number that an image has for the one a process is in. */
    public int of(TaskKobjIdsEntry ids) {
        return switch (this) {
            case PID -> ids.getPidNsId();
            case NET -> ids.getNetNsId();
            case UTS -> ids.getUtsNsId();
            case IPC -> ids.getIpcNsId();
            case MNT -> ids.getMntNsId();
            case USER -> ids.getUserNsId();
            case CGROUP -> ids.getCgroupNsId();
            case TIME -> ids.getTimeNsId();
        };
    }

    /**
     * Reads a list such as {@code pid,net}.
     *
     * @throws EngineException naming a word that is no namespace
     */
    public static Set<NamespaceKind> parse(String list) {
        Set<NamespaceKind> kinds = EnumSet.noneOf(NamespaceKind.class);
        for (String word : list.split(",")) {
            try {
                kinds.add(valueOf(word.trim().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new EngineException(
                        "'" + word.trim() + "' is no kind of namespace; there are pid, net, uts, ipc, mnt", e);
            }
        }
        return kinds;
    }
}
