package io.crj.engine.journal;

import io.crj.engine.cgroup.MadeGroupAftermath;
import io.crj.engine.cgroup.ThawedGroupAftermath;
import io.crj.engine.error.EngineException;
import io.crj.engine.hold.HoldAftermath;
import io.crj.engine.hold.TreeHold;
import io.crj.engine.hold.VesselAftermath;
import io.crj.engine.hold.VesselHold;
import io.crj.engine.namespace.net.NamespaceLockAftermath;
import io.crj.engine.namespace.net.OutsideEndsAftermath;
import io.crj.engine.netlock.KeptLockAftermath;
import io.crj.engine.netlock.NetworkLockAftermath;
import io.crj.engine.resource.PeekOffsetAftermath;
import io.crj.engine.resource.inetsocket.HeldConnectionAftermath;
import io.crj.engine.resource.inetsocket.TcpRepairAftermath;
import io.crj.engine.resource.regularfile.LeftMemoryAftermath;
import io.crj.engine.resource.regularfile.LinkRemapAftermath;
import io.crj.engine.resource.regularfile.MadeFileAftermath;
import io.crj.engine.resource.timerfd.StoppedTimerAftermath;
import io.crj.engine.resource.tty.TerminalModesAftermath;
import io.crj.engine.resource.tty.TerminalQueuesAftermath;
import io.crj.engine.resource.unixsocket.BoundNameAftermath;
import io.crj.engine.resource.unixsocket.PrivateNamesAftermath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All kinds of side effects that somebody knows how to undo, in the order in which they are completed. */
public final class Aftermaths {

    /** Those of the engine; a kind joins with its class, beside the code that makes the change, and one line here. */
    public static final Aftermaths ENGINE = new Aftermaths(ordered(List.of(
            Map.entry(TreeHold.KIND, new HoldAftermath()),
            Map.entry(KeptLockAftermath.KIND, new KeptLockAftermath()),
            Map.entry(NetworkLockAftermath.KIND, new NetworkLockAftermath()),
            Map.entry(OutsideEndsAftermath.KIND, new OutsideEndsAftermath()),
            Map.entry(NamespaceLockAftermath.KIND, new NamespaceLockAftermath()),
            Map.entry(TcpRepairAftermath.KIND, new TcpRepairAftermath()),
            Map.entry(LinkRemapAftermath.KIND, new LinkRemapAftermath()),
            Map.entry(LeftMemoryAftermath.KIND, new LeftMemoryAftermath()),
            Map.entry(MadeFileAftermath.KIND, new MadeFileAftermath()),
            Map.entry(ThawedGroupAftermath.KIND, new ThawedGroupAftermath()),
            Map.entry(MadeGroupAftermath.KIND, new MadeGroupAftermath()),
            Map.entry(BoundNameAftermath.KIND, new BoundNameAftermath()),
            Map.entry(PrivateNamesAftermath.KIND, new PrivateNamesAftermath()),
            Map.entry(StoppedTimerAftermath.KIND, new StoppedTimerAftermath()),
            Map.entry(TerminalQueuesAftermath.KIND, new TerminalQueuesAftermath()),
            Map.entry(PeekOffsetAftermath.KIND, new PeekOffsetAftermath()),
            Map.entry(TerminalModesAftermath.KIND, new TerminalModesAftermath()),
            Map.entry(HeldConnectionAftermath.KIND, new HeldConnectionAftermath()),
            // What follows runs.
            Map.entry(VesselHold.KIND, new VesselAftermath()))));

    private final Map<String, Aftermath> kinds;

    private Aftermaths(Map<String, Aftermath> kinds) {
        this.kinds = kinds;
    }

    private static Map<String, Aftermath> ordered(List<Map.Entry<String, Aftermath>> kinds) {
        Map<String, Aftermath> all = new LinkedHashMap<>();
        kinds.forEach(kind -> all.put(kind.getKey(), kind.getValue()));
        return all;
    }

    /** These, and before them in order of completion one more. */
    public Aftermaths withFirst(String kind, Aftermath aftermath) {
        Map<String, Aftermath> all = new LinkedHashMap<>();
        all.put(kind, aftermath);
        kinds.forEach((name, known) -> {
            if (all.putIfAbsent(name, known) != null) {
                throw new EngineException("two kinds of side effects are called " + name + ": this is a bug in crj");
            }
        });
        return new Aftermaths(all);
    }

    /** @throws EngineException when nobody knows it, such as one of a newer crj */
    Aftermath of(SideEffect effect) {
        Aftermath aftermath = kinds.get(effect.kind());
        if (aftermath == null) {
            throw new EngineException(
                    "this crj knows no side effects of kind " + effect.kind() + ": undo it with the crj that made it");
        }
        return aftermath;
    }

    /** Whether a new start of the host has undone it already. */
    boolean vanishesWithKernel(SideEffect effect) {
        return kinds.containsKey(effect.kind()) && !kinds.get(effect.kind()).outlivesKernel();
    }

    /** Those of known kinds first, as they are declared, each kind's oldest first. */
    List<SideEffect> inOrderOfCompletion(List<SideEffect> effects) {
        List<SideEffect> ordered = new ArrayList<>();
        kinds.keySet().forEach(kind -> effects.stream()
                .filter(effect -> effect.kind().equals(kind))
                .forEach(ordered::add));
        effects.stream().filter(effect -> !kinds.containsKey(effect.kind())).forEach(ordered::add);
        return ordered;
    }
}
