package io.crj.engine;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.PageSpace;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.memory.ImageFiles;
import io.crj.engine.memory.VesselMemory;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.trace.TracerThread;
import io.crj.engine.tree.TreeBuild;
import io.crj.engine.tree.Vessel;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ordered stages of a restore, and what undoes each of them. */
final class TreeRestorer implements Restorer {

    private final RestoreOptions options;
    private final Hooks hooks;
    private final int pid;
    private final TracerThread tracer;
    private final NetworkLock lock;
    private final Map<String, byte[]> files = new HashMap<>();
    private Vessel vessel;
    private VesselMemory memory;
    private MmEntry mappings;
    private ImageFiles mapped;
    private TreeBuild build;
    private boolean outdated;
    private boolean complete;

    TreeRestorer(RestoreOptions options, int pid, Hooks hooks) {
        this.options = options;
        this.hooks = hooks;
        this.pid = pid;
        this.tracer = new TracerThread("vessel-" + pid);
        this.lock = NetworkLocks.of(NetworkLockMethod.NFTABLES, options.lockId());
    }

    @Override
    public void file(String name, byte[] content) {
        files.put(name, content.clone());
        outdated |= name.equals(ImageKind.MM.fileName(pid));
    }

    @Override
    public void pages(PageSpace space, long address, ByteBuffer pages) {
        tracer.run(() -> {
            follow();
            if (space.kind() == PageSpace.Kind.SHARED) {
                memory.writeShared(space.id(), address, pages, mapped);
            } else {
                expectOwn(space);
                memory.write(address, pages, mappings.getVmasList());
            }
        });
    }

    @Override
    public void present(PageSpace space, long[] startEndPairs) {
        if (space.kind() == PageSpace.Kind.SHARED) {
            return;
        }
        expectOwn(space);
        tracer.run(() -> {
            follow();
            memory.dropAllBut(startEndPairs);
        });
    }

    private void expectOwn(PageSpace space) {
        if (space.id() != pid) {
            throw new ImageFormatException("pages of process " + space.id(), "the tree has only pid " + pid);
        }
    }

    /** Makes the vessel's mappings those of the newest {@code mm-PID.img}. */
    private void follow() {
        if (!outdated && vessel != null) {
            return;
        }
        ImageSet image = ImageSet.of(files);
        mappings = image.one(MmEntry.class, ImageKind.MM, pid);
        if (vessel == null) {
            vessel = Vessel.create(pid, mappings.getVmasList());
            memory = new VesselMemory(vessel);
        }
        if (mapped != null) {
            mapped.close();
        }
        mapped = new ImageFiles(image);
        memory.follow(mappings.getVmasList(), mapped);
        outdated = false;
    }

    @Override
    public void endOfRound(int number) {
        // Pages are in the vessel as soon as pages() returns: nothing is left to wait for.
    }

    @Override
    public void endOfImage() {
        complete = true;
    }

    @Override
    public void complete() {
        if (!complete) {
            throw new EngineException("the image of pid " + pid + " is not complete");
        }
        tracer.run(this::follow);
        hooks.run(Action.SETUP_NAMESPACES, pid);
        hooks.run(Action.POST_SETUP_NAMESPACES, pid);
        tracer.run(() -> {
            ImageSet image = ImageSet.of(files);
            List<PstreeEntry> tree = image.messages(PstreeEntry.class, ImageKind.PSTREE, 0);
            if (tree.size() != 1 || tree.get(0).getPid() != pid) {
                throw new EngineException("trees of several processes are not supported yet");
            }
            build = new TreeBuild(options, image, vessel, memory, mappings, mapped);
            lock.lock(build.connections(), build.listeners());
            build.build(tree.get(0));
        });
        hooks.run(Action.POST_RESTORE, pid);
    }

    @Override
    public int resume() {
        if (build == null) {
            throw new EngineException("pid " + pid + " is not complete: it cannot run");
        }
        hooks.run(Action.NETWORK_UNLOCK, pid);
        hooks.run(Action.PRE_RESUME, pid);
        tracer.run(() -> {
            lock.unlock();
            unlockForCriu();
            build.resume();
            vessel.release();
            vessel = null;
            closeParts();
        });
        hooks.run(Action.POST_RESUME, pid);
        return pid;
    }

    /** An image of CRIU's comes with CRIU's lock, when the dump was made on this host. */
    private void unlockForCriu() {
        InventoryEntry inventory = ImageSet.of(files).one(InventoryEntry.class, ImageKind.INVENTORY, 0);
        if (inventory.hasDumpCriuRunId() && !options.foreignAddresses()) {
            NetworkLocks.removeOfCriu(inventory.getDumpCriuRunId());
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
        if (memory != null) {
            memory.close();
            memory = null;
        }
    }

    @Override
    public void close() {
        try {
            if (vessel != null) {
                tracer.run(() -> {
                    vessel.destroy();
                    vessel = null;
                    closeParts();
                    lock.giveUp();
                });
            }
        } finally {
            tracer.close();
        }
    }
}
