package io.crj.engine;

import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.cgroup.GroupsRestore;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.hold.VesselHold;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.PageSpace;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.JournalScope;
import io.crj.engine.journal.Side;
import io.crj.engine.memory.ImageFiles;
import io.crj.engine.memory.SharedMemory;
import io.crj.engine.memory.TreeMemory;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.RestoreLock;
import io.crj.engine.resource.Journals;
import io.crj.engine.resource.tty.SessionTerminals;
import io.crj.engine.trace.TracerThread;
import io.crj.engine.tree.AddressHole;
import io.crj.engine.tree.FamilyRestore;
import io.crj.engine.tree.NamespacesRestore;
import io.crj.engine.tree.TreeBuild;
import io.crj.engine.tree.VesselTree;
import io.crj.engine.tree.kinship.Kin;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ordered stages of a restore, and what undoes each of them. */
final class TreeRestorer implements Restorer {

    private final RestoreOptions options;
    private final Hooks hooks;
    private final JournalScope notes;
    private final TracerThread tracer;
    private final RestoreLock lock;
    private final VesselHold hold;
    /** Holds back everything in a network of the tree's own. */
    private NetworkLock closed;

    private final Map<String, byte[]> files = new HashMap<>();
    private final SharedMemory shared = new SharedMemory();
    private final TreeMemory memory = new TreeMemory(shared);
    private VesselTree vessels;
    private List<Kin> family = List.of();
    private ImageSet image;
    private ImageFiles mapped;
    private TreeBuild build;
    private NamespacesRestore namespaces;
    private GroupsRestore groups;
    /** The root of the tree as this process sees it, once it is there. */
    private int root;

    private boolean outdated = true;
    private boolean endOfRound;
    private boolean complete;

    TreeRestorer(RestoreOptions options, Hooks hooks, Journal journal) {
        this.options = options;
        this.hooks = hooks;
        this.notes = new JournalScope(journal);
        this.tracer = new TracerThread("vessel");
        this.lock = new RestoreLock(options, notes);
        this.hold = VesselHold.of(options.lockId(), journal);
    }

    @Override
    public void file(String name, byte[] content) {
        if (endOfRound) {
            // Each round and the final dump say everything anew.
            files.clear();
            endOfRound = false;
        }
        files.put(name, content.clone());
        outdated = true;
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        tracer.run(() -> {
            follow();
            if (space.kind() == PageSpace.Kind.SHARED) {
                shared.write(space.id(), address, pages, mapped);
            } else {
                vessels.bear((int) space.id());
                memory.write((int) space.id(), address, pages);
            }
        });
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        if (space.kind() == PageSpace.Kind.SHARED) {
            return;
        }
        tracer.run(() -> {
            follow();
            memory.dropAllBut((int) space.id(), startEndPairs);
        });
    }

    /** Of those that have memory of their own. */
    private Map<Integer, List<VmaEntry>> mappings() {
        Map<Integer, List<VmaEntry>> mappings = new LinkedHashMap<>();
        for (Kin kin : family) {
            if (image.has(ImageKind.MM, kin.pid())) {
                mappings.put(
                        kin.pid(),
                        image.one(MmEntry.class, ImageKind.MM, kin.pid()).getVmasList());
            }
        }
        return mappings;
    }

    /** Makes processes and their mappings those of the newest metadata. */
    private void follow() {
        if (!outdated) {
            return;
        }
        image = ImageSet.of(files);
        family = FamilyRestore.read(image, options.tree().shellJob());
        options.permitted().check(image);
        if (vessels != null) {
            vessels.bearAll();
        }
        Map<Integer, List<VmaEntry>> mappings = mappings();
        memory.expect(mappings);
        if (vessels == null) {
            NamespacesRestore.check(image, options.tree());
            long hole = AddressHole.find(
                    mappings.values().stream().flatMap(List::stream).toList());
            vessels = VesselTree.start(
                    hole,
                    NamespacesRestore.own(image),
                    options.tree().joinedNamespaces(),
                    !options.tree().shellJob(),
                    new SessionTerminals(options),
                    memory,
                    hold);
        }
        vessels.follow(family, image);
        if (mapped != null) {
            mapped.close();
        }
        setUpNamespaces();
        mapped = new ImageFiles(image);
        Journals.use(notes, mapped.shared());
        if (namespaces != null) {
            namespaces.enter(mapped.shared());
        }
        memory.follow(mapped);
        outdated = false;
    }

    /** Memory may be attached to what is in them, and files are found in them. */
    private void setUpNamespaces() {
        if (namespaces == null && NamespacesRestore.isWhole(image)) {
            int rootPid = family.get(0).pid();
            root = vessels.outerPid(rootPid);
            // Scripts are told of namespaces only when there are some, as CRIU does it.
            Hooks ofNamespaces = NamespacesRestore.own(image).isEmpty() ? Hooks.NONE : hooks;
            ofNamespaces.run(Action.SETUP_NAMESPACES, root);
            namespaces =
                    new NamespacesRestore(image, vessels.of(rootPid).process(), options, notes, vessels.terminals());
            if (namespaces.network().isOwn()) {
                // Closed before its devices, and anything else that could answer, come up.
                closed = namespaces.network().lock(NetworkLockMethod.NFTABLES, options.lockId(), notes, Side.RESTORE);
                closed.lock(List.of(), List.of());
            }
            groups = new GroupsRestore(image, options.tree().groups(), notes);
            groups.prepare();
            groups.enterNamespace(vessels.of(rootPid).process(), hold::back);
            namespaces.fill(shared);
            ofNamespaces.run(Action.POST_SETUP_NAMESPACES, root);
        }
    }

    @Override
    public void endOfRound(int number) {
        endOfRound = true;
    }

    @Override
    public void endOfImage() {
        complete = true;
    }

    @Override
    public void complete() {
        if (!complete) {
            throw new EngineException("the image is not complete");
        }
        tracer.run(() -> {
            follow();
            vessels.bearAll();
        });
        if (namespaces == null) {
            throw new ImageFormatException(ImageKind.FS.fileName(family.get(0).pid()), "is missing");
        }
        tracer.run(() -> {
            build = new TreeBuild(options, image, vessels, family, memory, mapped, namespaces, notes);
            if (closed == null) {
                lock.lock(
                        image.one(InventoryEntry.class, ImageKind.INVENTORY, 0),
                        build.connections(),
                        build.listeners());
            }
            build.build();
            namespaces.finish();
            GroupHomes homes = groups.move(build.alive(), vessels::of, hold.isPossible());
            vessels.finish();
            if (hold.isPossible()) {
                hold.hold(root, homes);
                vessels.release();
            }
        });
        hooks.run(Action.POST_RESTORE, root);
    }

    @Override
    public int resume() {
        if (build == null) {
            throw new EngineException("the tree is not complete: it cannot run");
        }
        hooks.run(Action.NETWORK_UNLOCK, root);
        hooks.run(Action.PRE_RESUME, root);
        tracer.run(() -> {
            unlock();
            build.resume();
            if (hold.isHeld()) {
                hold.release();
            } else {
                vessels.release();
            }
            vessels = null;
            groups.finish();
            closeParts();
        });
        notes.settle();
        hooks.run(Action.POST_RESUME, root);
        return root;
    }

    private void unlock() {
        if (closed == null) {
            lock.unlock();
            namespaces.connect();
        } else {
            namespaces.connect();
            closed.close();
        }
    }

    private void giveUpLock() {
        if (closed == null) {
            lock.giveUp();
        } else {
            closed.leave();
        }
        if (namespaces != null) {
            namespaces.close();
        }
    }

    private void closeParts() {
        if (build != null) {
            build.close();
            build = null;
        }
        if (mapped != null) {
            mapped.close();
            mapped = null;
        }
        if (groups != null) {
            groups.close();
        }
        shared.close();
    }

    private void destroy() {
        if (!hold.isHeld()) {
            vessels.destroy();
        }
        hold.end();
    }

    @Override
    public void close() {
        try {
            if (vessels != null) {
                tracer.run(() -> {
                    destroy();
                    vessels = null;
                    closeParts();
                    giveUpLock();
                });
                notes.undo();
            }
        } finally {
            tracer.close();
        }
    }
}
