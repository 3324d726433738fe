package io.crj.engine.tree.kinship;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Plans in which order processes are born, begin sessions and join groups; pure.
 *
 * <p>A process inherits its session and can only ever leave it for one of its own (setsid(2)): so children of a session
 * leader that belong to the session it was in before are born first; children whose session nobody of their line has are
 * born by a process that has it, as its siblings, or below it, as orphans. Leaders that are dead are stood in for, until all
 * is arranged.
 *
 * <p>May be asked again with a tree that has changed: processes that are there already keep what they have.
 */
public final class Kinship {

    /** Where a leader is born does not matter, unless to a child of it. */
    private static final int ANYWHERE = -1;

    /** Session of each process that is there by now. */
    private final Map<Integer, Integer> sessions = new HashMap<>();

    /** Parent of each process that stands in for a dead leader. */
    private final Map<Integer, Integer> standIns = new LinkedHashMap<>();

    private final List<KinStep> steps = new ArrayList<>();
    private Map<Integer, Kin> wanted = Map.of();

    /** By their parent, in the order of the last tree asked for. */
    private Map<Integer, List<Kin>> children = Map.of();

    /** What {@link #birthSession} found, which looks at all descendants. */
    private final Map<Integer, Integer> birthSessions = new HashMap<>();

    /** Processes of the last tree asked for that are not part of {@code tree}. */
    public List<Integer> gone(List<Kin> tree) {
        List<Integer> gone = new ArrayList<>(wanted.keySet());
        tree.forEach(kin -> gone.remove((Integer) kin.pid()));
        return gone;
    }

    /**
     * What makes the processes of {@code tree} that are not there yet, parents before children.
     *
     * @throws EngineException when the kinship cannot be had by these means
     */
    public List<KinStep> births(List<Kin> tree) {
        gone(tree).forEach(sessions::remove);
        wanted = new LinkedHashMap<>();
        tree.forEach(kin -> wanted.put(kin.pid(), kin));
        children = wanted.values().stream().collect(Collectors.groupingBy(Kin::parent));
        birthSessions.clear();
        steps.clear();
        Kin root = tree.get(0);
        if (!sessions.containsKey(root.pid())) {
            born(root.pid(), Kin.OUTSIDE, false, Kin.OUTSIDE);
        }
        visit(root);
        return List.copyOf(steps);
    }

    private void visit(Kin kin) {
        List<Kin> own = children.getOrDefault(kin.pid(), List.of());
        int birth = sessions.get(kin.pid());
        if (kin.leadsSession() && birth != kin.pid()) {
            own.stream().filter(child -> birthSession(child) == birth).forEach(child -> bear(child, kin.pid(), false));
            steps.add(new KinStep.NewSession(kin.pid()));
            sessions.put(kin.pid(), kin.pid());
        }
        int session = sessions.get(kin.pid());
        if (session != kin.session()) {
            throw impossible(kin, "is in session " + session);
        }
        List<Kin> strangers = new ArrayList<>();
        for (Kin child : own) {
            int birthplace = birthSession(child);
            if (birthplace == ANYWHERE || birthplace == session || sessions.containsKey(child.pid())) {
                bear(child, kin.pid(), false);
                visit(child);
            } else {
                strangers.add(child);
            }
        }
        bearElsewhere(strangers, kin);
    }

    /** The session a process has to be born into. */
    private int birthSession(Kin kin) {
        if (!kin.leadsSession()) {
            return kin.session();
        }
        Integer known = birthSessions.get(kin.pid());
        if (known != null) {
            return known;
        }
        int found = children.getOrDefault(kin.pid(), List.of()).stream()
                .mapToInt(this::birthSession)
                .filter(session -> session != ANYWHERE && session != kin.pid())
                .findFirst()
                .orElse(ANYWHERE);
        birthSessions.put(kin.pid(), found);
        return found;
    }

    private void bear(Kin child, int by, boolean sibling) {
        if (!sessions.containsKey(child.pid())) {
            born(child.pid(), by, sibling, sessions.get(by));
        }
    }

    private void born(int pid, int by, boolean sibling, int session) {
        steps.add(new KinStep.Fork(pid, by, sibling));
        sessions.put(pid, session);
    }

    /** Their sessions are others than their parent's: their real parents have died. Some wait for those whose session they share. */
    private void bearElsewhere(List<Kin> strangers, Kin parent) {
        List<Kin> left = strangers;
        while (!left.isEmpty()) {
            List<Kin> later = left.stream()
                    .filter(stranger -> !bearElsewhere(stranger, parent))
                    .toList();
            if (later.size() == left.size()) {
                throw impossible(left.get(0), "is a child of " + parent.pid() + ", which cannot give it that session");
            }
            left = later;
        }
    }

    private boolean bearElsewhere(Kin stranger, Kin parent) {
        int session = birthSession(stranger);
        Optional<Integer> sister = member(session, pid -> parentOf(pid) == parent.pid());
        Optional<Integer> below = member(session, pid -> descends(pid, parent.pid()));
        if (sister.isPresent()) {
            bear(stranger, sister.get(), true);
        } else if (below.isPresent()) {
            steps.add(new KinStep.Orphan(stranger.pid(), below.get(), parent.pid()));
            sessions.put(stranger.pid(), session);
        } else if (wanted.containsKey(session) || session == Kin.OUTSIDE) {
            return false;
        } else {
            standIn(session, parent.pid());
            steps.add(new KinStep.NewSession(session));
            sessions.put(session, session);
            bear(stranger, session, true);
        }
        visit(stranger);
        return true;
    }

    private Optional<Integer> member(int session, IntPredicate such) {
        return sessions.keySet().stream()
                .filter(pid -> sessions.get(pid) == session && such.test(pid))
                .min(Comparator.naturalOrder());
    }

    private boolean descends(int pid, int ancestor) {
        int at = parentOf(pid);
        while (at != Kin.OUTSIDE && at != ancestor) {
            at = parentOf(at);
        }
        return at == ancestor;
    }

    private int parentOf(int pid) {
        return wanted.containsKey(pid) ? wanted.get(pid).parent() : standIns.getOrDefault(pid, Kin.OUTSIDE);
    }

    private void standIn(int pid, int parent) {
        born(pid, parent, false, sessions.get(parent));
        standIns.put(pid, parent);
    }

    /** What puts all processes of the last tree into their groups; those that stood in for somebody end. */
    public List<KinStep> groups() {
        steps.clear();
        Map<Integer, List<Kin>> groups =
                wanted.values().stream().collect(Collectors.groupingBy(Kin::group, TreeMap::new, Collectors.toList()));
        groups.remove(Kin.OUTSIDE);
        groups.forEach(this::group);
        standIns.forEach((pid, parent) -> steps.add(new KinStep.End(pid, parent)));
        standIns.clear();
        return List.copyOf(steps);
    }

    private void group(int group, List<Kin> all) {
        List<Kin> members = all.stream().filter(kin -> kin.pid() != group).toList();
        Kin leader = wanted.get(group);
        boolean ledBySession = sessions.getOrDefault(group, Kin.OUTSIDE) == group;
        if (leader == null && !ledBySession) {
            standIn(group, members.get(0).pid());
        }
        if (!ledBySession) {
            steps.add(new KinStep.JoinGroup(group, group));
        }
        members.forEach(member -> steps.add(new KinStep.JoinGroup(member.pid(), group)));
    }

    private static EngineException impossible(Kin kin, String why) {
        return new EngineException("pid " + kin.pid() + " belongs to session " + kin.session() + " but " + why
                + ": such a family is not supported yet");
    }
}
