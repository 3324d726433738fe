package io.crj.engine.tree;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.memory.ImageFiles;
import io.crj.engine.memory.TreeMemory;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.net.TreeNetwork;
import io.crj.engine.netlock.Connection;
import io.crj.engine.netlock.Listener;
import io.crj.engine.resource.PassingProcesses;
import io.crj.engine.resource.filelock.RestoredLocks;
import io.crj.engine.resource.tty.SessionTerminals;
import io.crj.engine.task.DeadProcessRestore;
import io.crj.engine.task.TaskState;
import io.crj.engine.trace.RemoteTask;
import io.crj.engine.tree.kinship.Kin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/** Completes a tree of vessels whose memory is filled; only usable on the tracer thread. */
public final class TreeBuild implements AutoCloseable {

    private final ImageSet image;
    private final VesselTree vessels;
    private final List<Kin> family;
    private final ImageFiles files;
    private final NamespacesRestore namespaces;
    private final TreeNetwork network;
    private final DescriptorRestore descriptors;
    private final List<ProcessBuild> processes = new ArrayList<>();
    private final List<Integer> dead = new ArrayList<>();

    /**
     * @param memory address spaces by pid
     * @param namespaces those of the root, filled
     */
    public TreeBuild(
            RestoreOptions options,
            ImageSet image,
            VesselTree vessels,
            List<Kin> family,
            TreeMemory memory,
            ImageFiles files,
            NamespacesRestore namespaces,
            Journal journal) {
        this.namespaces = namespaces;
        this.network = namespaces.network();
        this.image = image;
        this.vessels = vessels;
        this.family = family;
        this.files = files;
        for (PstreeEntry entry : image.messages(PstreeEntry.class, ImageKind.PSTREE, 0)) {
            CoreEntry core = ProcessBuild.core(image, entry.getPid());
            if (TaskState.isDead(core.getTc().getTaskState())) {
                dead.add(entry.getPid());
            } else {
                processes.add(new ProcessBuild(image, entry, vessels.of(entry.getPid()), memory.of(entry.getPid())));
            }
        }
        files.shared().shared(SessionTerminals.class, vessels::terminals);
        files.shared().shared(PassingProcesses.class, () -> (PassingProcesses) this::passing);
        this.descriptors =
                new DescriptorRestore(options, image, tables().keySet(), vessels, networks(), files.shared(), journal);
        if (!options.tree().tcpEstablished() && descriptors.haveLivingConnections()) {
            throw new EngineException("the image has established TCP connections: use --tcp-established");
        }
    }

    /** The descriptor tables, each with one of the processes that have it. */
    private Map<Long, ProcessBuild> tables() {
        Map<Long, ProcessBuild> tables = new LinkedHashMap<>();
        processes.forEach(process -> tables.putIfAbsent(process.tableId(), process));
        return tables;
    }

    /** Makes the networks that only a part of the tree is in. */
    private Map<Integer, Integer> networks() {
        return namespaces.settleNetworks(
                processes.stream().map(ProcessBuild::vessel).toList());
    }

    private Fd passing(int ownPid, IntFunction<Fd> opener) {
        return vessels.passing(
                ownPid, process -> opener.apply(OwnPids.of(process.process().pid())));
    }

    /** Processes that have not ended. */
    public List<Integer> alive() {
        return family.stream().map(Kin::pid).filter(pid -> !dead.contains(pid)).toList();
    }

    /** To be locked until {@link #resume()}. */
    public List<Connection> connections() {
        return descriptors.connections();
    }

    /** To be locked until {@link #resume()}. */
    public List<Listener> listeners() {
        return descriptors.listeners();
    }

    /** Everything up to the registers; compared with the image at the end. */
    public void build() {
        network.run(descriptors::open);
        vessels.arrange(family);
        List<Vessel> alive = processes.stream().map(ProcessBuild::vessel).toList();
        new SharedNamespaces(image).join(alive, NamespaceKind.CGROUP);
        namespaces.settle(alive);
        processes.forEach(
                process -> process.body(files, id -> descriptors.opened(id).orElse(null)));
        tables().forEach((id, process) -> descriptors.give(id, process.vessel()));
        network.run(descriptors::complete);
        new RestoredLocks(image, this::living).take();
        files.memory().seal();
        dead.forEach(this::end);
        // Children that ended or will be stopped have told their parents, who must not hear of it again.
        processes.forEach(process -> process.vessel().forgetChildren());
        processes.forEach(ProcessBuild::finish);
        processes.forEach(ProcessBuild::clean);
        processes.forEach(process -> process.end(files, descriptors, family));
    }

    private Optional<RemoteTask> living(int pid) {
        return processes.stream()
                .map(process -> process.vessel().process())
                .filter(process -> process.ownPid() == pid)
                .<RemoteTask>map(process -> process)
                .findFirst();
    }

    private void end(int pid) {
        DeadProcessRestore.end(
                vessels.of(pid).process(), ProcessBuild.core(image, pid).getTc());
        vessels.ended(pid);
    }

    /** After the network is unlocked. */
    public void resume() {
        network.run(descriptors::resume);
    }

    @Override
    public void close() {
        descriptors.close();
    }
}
