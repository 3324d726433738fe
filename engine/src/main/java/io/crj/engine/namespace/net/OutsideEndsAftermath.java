package io.crj.engine.namespace.net;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.proc.ProcessIdentity;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The way out of a restored network, which is opened when its tree runs. */
public final class OutsideEndsAftermath implements Aftermath {

    public static final String KIND = "outside-ends";

    private static final String ROOT = "root";
    private static final String ENDS = "ends";

    /** @param root a process in the namespace, as this process sees it */
    static SideEffect effect(int root, List<OutsideEnds.End> ends) {
        return SideEffect.of(
                KIND,
                ROOT,
                ProcessIdentity.of(root).toString(),
                ENDS,
                ends.stream().map(OutsideEnds.End::toString).collect(Collectors.joining(" ")));
    }

    /** The kernel removes both ends with the namespace, which nobody is in any more. */
    @Override
    public void undo(Map<String, String> facts) {}

    @Override
    public void complete(Map<String, String> facts) {
        ProcessIdentity root = ProcessIdentity.parse(SideEffect.fact(facts, ROOT));
        if (root.exists()) {
            OutsideEnds.connect(Stream.of(SideEffect.fact(facts, ENDS).split(" "))
                    .filter(text -> !text.isEmpty())
                    .map(OutsideEnds.End::parse)
                    .toList());
            NamespaceThread.call(root.pid(), NamespaceKind.NET, NetNamespaceRestore::announceAll);
        }
    }
}
