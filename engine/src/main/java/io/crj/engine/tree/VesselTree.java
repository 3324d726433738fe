package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_OPEN;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.SETPGID;
import static io.crj.engine.linux.abi.SyscallNumber.SETSID;

import io.crj.engine.error.EngineException;
import io.crj.engine.hold.VesselHold;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.memory.TreeMemory;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.resource.tty.SessionTerminals;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import io.crj.engine.tree.kinship.Kin;
import io.crj.engine.tree.kinship.KinStep;
import io.crj.engine.tree.kinship.Kinship;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The processes of a tree while it is built, with their final pids, parents, sessions and groups.
 *
 * <pre>
 *   this JVM ─posix_spawn─► stub ─clone3(set_tid)─► root ─clone3(set_tid)─► children …
 *   all of them but the JVM are traced and end with it (PTRACE_O_EXITKILL)
 * </pre>
 *
 * Only usable on the tracer thread.
 */
public final class VesselTree {

    private static final int OPTIONS =
            Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACEVFORK | Ptrace.O_TRACECLONE;

    private final Vessel stub;
    private final Optional<SessionKeeper> keeper;
    private final long namespaces;
    private final SessionTerminals terminals;
    private final TreeMemory memory;
    private final Kinship kinship = new Kinship();
    private final Deque<KinStep> steps = new ArrayDeque<>();
    private ImageSet image;
    private final Map<Integer, Vessel> vessels = new LinkedHashMap<>();
    private final Map<Integer, Integer> parents = new HashMap<>();

    private VesselTree(
            Vessel stub,
            Optional<SessionKeeper> keeper,
            long namespaces,
            SessionTerminals terminals,
            TreeMemory memory) {
        this.memory = memory;
        this.stub = stub;
        this.keeper = keeper;
        this.namespaces = namespaces;
        this.terminals = terminals;
    }

    /**
     * @param hole free room in all address spaces of the tree, {@link AddressHole}
     * @param namespaces the root begins in new ones of these kinds
     * @param joined files of namespaces that it begins in as well
     * @param ownSession whether the tree leaves the session of this process
     * @param terminals those that its sessions will have; closed by who builds the tree, or with it
     * @param memory what fills its processes
     * @param hold what will hold it when it is finished
     */
    public static VesselTree start(
            long hole,
            Set<NamespaceKind> namespaces,
            Map<NamespaceKind, String> joined,
            boolean ownSession,
            SessionTerminals terminals,
            TreeMemory memory,
            VesselHold hold) {
        long flags = namespaces.stream()
                .filter(kind -> kind != NamespaceKind.TIME && !joined.containsKey(kind))
                .mapToLong(NamespaceKind::cloneFlag)
                .sum();
        int pid;
        try (Fd program = FileCalls.memfd("crj-stub", 0)) {
            FileCalls.writeFully(program, StubProgram.elf(hole));
            pid = ProcessCalls.spawn("/proc/self/fd/" + program.number(), "crj-stub");
        }
        Tracee tracee = Tracee.seize(pid, OPTIONS);
        try {
            tracee.stop();
            hold.enter(pid);
            RemoteProcess process = new RemoteProcess(pid, tracee, StubProgram.gadget(hole));
            process.mapScratch();
            if (ownSession) {
                process.check("setsid", SETSID);
            }
            int link = (int) process.check(
                    "pidfd_open", PIDFD_OPEN, ProcessHandle.current().pid(), 0);
            Vessel stub = new Vessel(process, new EngineLink(link), hole);
            joined.forEach((kind, file) -> SharedNamespaces.enter(stub, file, kind));
            Optional<SessionKeeper> keeper =
                    terminals.needNew() ? Optional.of(SessionKeeper.born(stub, hole)) : Optional.empty();
            keeper.ifPresent(kept -> terminals.use(kept.slave()));
            return new VesselTree(stub, keeper, flags, terminals, memory);
        } catch (RuntimeException e) {
            end(pid);
            throw e;
        }
    }

    /** Makes the root if it is not there; ends those that are not part of {@code family} any more, plans those that are to come. */
    public void follow(List<Kin> family, ImageSet newest) {
        bearAll();
        image = newest;
        for (int gone : kinship.gone(family)) {
            vessels.remove(gone).destroy();
            Optional.ofNullable(vessels.get(parents.remove(gone))).ifPresent(parent -> parent.reap(gone));
        }
        steps.addAll(kinship.births(family));
        if (vessels.isEmpty()) {
            take(steps.remove());
        }
    }

    /** Makes process {@code ownPid}, and whoever has to be there before it. */
    public void bear(int ownPid) {
        while (!vessels.containsKey(ownPid) && !steps.isEmpty()) {
            take(steps.remove());
        }
    }

    /** Makes all that are still to come. */
    public void bearAll() {
        while (!steps.isEmpty()) {
            take(steps.remove());
        }
    }

    /** Puts everybody into their groups; afterwards the family is complete. */
    public void arrange(List<Kin> family) {
        kinship.groups().forEach(this::take);
        for (Kin kin : family) {
            int parent = kin.parent() == Kin.OUTSIDE
                    ? origin().process().pid()
                    : of(kin.parent()).process().pid();
            FamilyComparison.compare(of(kin.pid()).process().pid(), kin, parent);
        }
    }

    private void take(KinStep step) {
        if (step instanceof KinStep.Fork fork) {
            fork(fork);
        } else if (step instanceof KinStep.Orphan orphan) {
            orphan(orphan);
        } else if (step instanceof KinStep.NewSession session) {
            Vessel leader = of(session.pid());
            leader.process().check("setsid", SETSID);
            terminals.of(session.pid(), image).ifPresent(terminal -> control(leader, terminal));
        } else if (step instanceof KinStep.JoinGroup join) {
            of(join.pid()).process().check("setpgid to " + join.group(), SETPGID, 0, join.group());
        } else if (step instanceof KinStep.End end) {
            vessels.remove(end.pid()).process().exit(0);
            of(end.parent()).reap(end.pid());
        }
    }

    /** Before there is anybody else in the session, who could only inherit it. */
    private static void control(Vessel leader, SessionTerminals.Controlling terminal) {
        try (Fd slave = terminal.slave()) {
            int fd = leader.give(slave);
            RemoteProcess process = leader.process();
            process.check("ioctl TIOCSCTTY", IOCTL, fd, TtyIoctls.TIOCSCTTY, terminal.steal() ? 1 : 0);
            process.check("close", CLOSE, fd);
        }
    }

    /** Those that its sessions have. */
    public SessionTerminals terminals() {
        return terminals;
    }

    private void fork(KinStep.Fork step) {
        Vessel by = step.by() == Kin.OUTSIDE ? origin() : of(step.by());
        long flags = step.by() == Kin.OUTSIDE ? namespaces : shared(step.pid(), step.by());
        if (step.by() == Kin.OUTSIDE) {
            NamespacesRestore.bearInTime(image, by.process());
        }
        Vessel vessel = by.fork(step.pid(), flags | (step.sibling() ? Sched.CLONE_PARENT : 0));
        born(step.pid(), vessel, step.by(), step.sibling() ? parents.get(step.by()) : Integer.valueOf(step.by()));
    }

    private void born(int pid, Vessel vessel, int by, int parent) {
        vessels.put(pid, vessel);
        parents.put(pid, parent);
        if (image.has(ImageKind.MM, pid)) {
            memory.born(pid, vessel, by);
        }
    }

    /** No process of the tree adopts others by itself yet: only its parent does, for as long as this takes. */
    private void orphan(KinStep.Orphan step) {
        Vessel by = of(step.by());
        RemoteProcess parent = of(step.parent()).process();
        long flags = shared(step.pid(), step.by());
        Vessel mother = by.fork(Vessel.ANY_PID, flags);
        Vessel child = mother.fork(step.pid(), flags);
        int number = OwnPids.of(mother.process().pid());
        parent.check("prctl PR_SET_CHILD_SUBREAPER", PRCTL, Prctl.PR_SET_CHILD_SUBREAPER, 1);
        mother.process().exit(0);
        by.reap(number);
        parent.check("prctl PR_SET_CHILD_SUBREAPER", PRCTL, Prctl.PR_SET_CHILD_SUBREAPER, 0);
        born(step.pid(), child, step.by(), step.parent());
    }

    /** What a process has in common with the one that makes it. */
    private long shared(int pid, int by) {
        if (!image.has(ImageKind.IDS, pid) || !image.has(ImageKind.IDS, by)) {
            return 0;
        }
        TaskKobjIdsEntry own = image.one(TaskKobjIdsEntry.class, ImageKind.IDS, pid);
        TaskKobjIdsEntry its = image.one(TaskKobjIdsEntry.class, ImageKind.IDS, by);
        return (own.getFilesId() == its.getFilesId() ? Sched.CLONE_FILES : 0)
                | (own.getFsId() == its.getFsId() ? Sched.CLONE_FS : 0);
    }

    /** The root's parent. */
    private Vessel origin() {
        return keeper.map(SessionKeeper::vessel).orElse(stub);
    }

    /** The process that has {@code ownPid} inside of its own pid namespace. */
    public Vessel of(int ownPid) {
        Vessel vessel = vessels.get(ownPid);
        if (vessel == null) {
            throw new EngineException("the image has no process " + ownPid);
        }
        return vessel;
    }

    /** The process that has {@code pid} here. */
    Vessel holding(int pid) {
        return vessels.values().stream()
                .filter(vessel -> vessel.process().pid() == pid)
                .findFirst()
                .orElseThrow(() -> new EngineException("the tree has no process that is " + pid + " here"));
    }

    /**
     * Does something with a process that is there for that only, as a child of the root: with this number inside of the
     * tree's pid namespace or, if that is taken, with another one.
     */
    <T> T passing(int ownPid, Function<Vessel, T> action) {
        Vessel root = vessels.values().iterator().next();
        Vessel passing = passing(root, ownPid);
        int number = OwnPids.of(passing.process().pid());
        try {
            return action.apply(passing);
        } finally {
            passing.destroy();
            root.reap(number);
        }
    }

    private static Vessel passing(Vessel root, int ownPid) {
        try {
            return root.fork(ownPid, 0);
        } catch (EngineException e) {
            return root.fork(Vessel.ANY_PID, 0);
        }
    }

    /** A process that has ended: its parent keeps what is left of it. */
    void ended(int ownPid) {
        vessels.remove(ownPid);
    }

    /** A process of the tree that has not ended. */
    public Optional<Vessel> find(int ownPid) {
        return Optional.ofNullable(vessels.get(ownPid));
    }

    /** The number by which we know a process or thread of the tree; others keep theirs. */
    public int outerPid(int ownPid) {
        Vessel vessel = vessels.get(ownPid);
        if (vessel != null) {
            return vessel.process().pid();
        }
        return vessels.values().stream()
                .flatMap(process -> process.threads().stream())
                .filter(thread -> thread.ownTid() == ownPid)
                .map(Tracee::tid)
                .findFirst()
                .orElse(ownPid);
    }

    /** Whether the tree has a process with this number inside of its own pid namespace. */
    boolean has(int ownPid) {
        return vessels.containsKey(ownPid);
    }

    /** The last remote calls. */
    public void finish() {
        keeper.ifPresent(kept -> kept.finish(rootPid()));
    }

    /** Lets all processes go; the stub ends, the root or its keeper is an orphan then. */
    public void release() {
        keeper.ifPresent(SessionKeeper::release);
        vessels.values().forEach(Vessel::release);
        vessels.clear();
        end(stub.process().pid());
    }

    /** The root as we see it. */
    public int rootPid() {
        return vessels.values().iterator().next().process().pid();
    }

    /** Ends everything. */
    public void destroy() {
        List<Vessel> all = new ArrayList<>(vessels.values());
        vessels.clear();
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).destroy();
        }
        keeper.ifPresent(kept -> {
            end(kept.vessel().process().pid());
            kept.close();
        });
        end(stub.process().pid());
        terminals.close();
    }

    private static void end(int stubPid) {
        ProcessCalls.kill(stubPid, Signals.SIGKILL);
        PtraceCalls.await(stubPid);
    }
}
