package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CgroupDirEntry;
import io.crj.engine.image.proto.CgroupPerms;
import io.crj.engine.image.proto.CgroupPropEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes control groups with their properties, as far as a mode lets it. */
final class GroupMaker {

    private static final Logger LOG = LoggerFactory.getLogger(GroupMaker.class);
    private static final int PERMISSIONS = 07777;
    private static final int DEFAULT_MODE = 0755;
    private static final int MAX_DEPTH = 64;
    private static final List<String> PLACES = List.of("cpuset.cpus", "cpuset.mems");

    private final GroupMode mode;
    private final Journal journal;
    private final List<Runnable> last = new ArrayList<>();

    GroupMaker(GroupMode mode, Journal journal) {
        this.mode = mode;
        this.journal = journal;
    }

    /** @throws ImageFormatException when a group's path could lead elsewhere */
    static void checkPath(String path) {
        boolean strange = path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0 || !path.startsWith("/");
        for (String name : path.split("/")) {
            strange |= name.equals("..") || name.equals(".");
        }
        if (strange) {
            throw new ImageFormatException(
                    ImageKind.CGROUP.fileName(0), "'" + path + "' is no path of a control group");
        }
    }

    /** One group and those below it. */
    void make(Hierarchy hierarchy, Path directory, CgroupDirEntry entry) {
        checkPath("/" + entry.getDirName());
        make(hierarchy, directory, entry, 0);
    }

    private void make(Hierarchy hierarchy, Path directory, CgroupDirEntry entry, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ImageFormatException(ImageKind.CGROUP.fileName(0), "groups are nested too deeply");
        }
        boolean made = !Files.isDirectory(directory);
        if (made) {
            create(hierarchy, directory);
        } else if (!mode.finds()) {
            throw new EngineException("control group " + directory
                    + " is there already, but --manage-cgroups=strict wants none of the tree's to be: remove it");
        }
        if (mode.setsUp(made)) {
            setUp(directory, entry);
        }
        for (CgroupDirEntry child : entry.getChildrenList()) {
            if (child.getDirName().contains("/")) {
                throw new ImageFormatException(ImageKind.CGROUP.fileName(0), "'" + child.getDirName() + "' is no name");
            }
            checkPath("/" + child.getDirName());
            make(hierarchy, directory.resolve(child.getDirName()), child, depth + 1);
        }
    }

    private void create(Hierarchy hierarchy, Path directory) {
        if (!mode.makes()) {
            throw new EngineException("control group " + directory + " is missing, and --manage-cgroups="
                    + mode.name().toLowerCase(Locale.ROOT) + " makes none: make it, or use soft or full");
        }
        Path parent = directory.getParent();
        if (!Files.isDirectory(parent)) {
            create(hierarchy, parent);
        }
        journal.note(hierarchy.made(directory));
        FileCalls.makeDirectory(directory.toString(), DEFAULT_MODE);
        PLACES.forEach(file -> inherit(directory, file));
    }

    /** A group of version 1 has neither processors nor memory of its own, and takes nobody in before it does. */
    private static void inherit(Path directory, String file) {
        try {
            Path own = directory.resolve(file);
            Path parents = directory.resolveSibling(file);
            if (Files.exists(own)
                    && !Files.exists(directory.resolve("cgroup.controllers"))
                    && Files.readString(own).isBlank()) {
                GroupMoves.write(own, Files.readString(parents).strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("control group " + directory, e);
        }
    }

    private void setUp(Path directory, CgroupDirEntry entry) {
        for (CgroupPropEntry property : entry.getPropertiesList()) {
            if (property.getName().contains("/") || property.getName().startsWith(".")) {
                throw new ImageFormatException(
                        ImageKind.CGROUP.fileName(0), "'" + property.getName() + "' is no property");
            }
            if (!Files.exists(directory.resolve(property.getName()))) {
                LOG.info("control group {} has no {} on this host", directory, property.getName());
                continue;
            }
            if (GroupProperty.freezes(property.getName(), property.getValue())) {
                last.add(() -> write(directory, property));
            } else {
                write(directory, property);
            }
            if (property.hasPerms()) {
                permit(directory.resolve(property.getName()), property.getPerms());
            }
        }
        if (entry.hasDirPerms()) {
            permit(directory, entry.getDirPerms());
        }
    }

    private static void permit(Path path, CgroupPerms permissions) {
        PathCalls.changeOwner(path.toString(), permissions.getUid(), permissions.getGid());
        PathCalls.changeMode(path.toString(), permissions.getMode() & PERMISSIONS);
    }

    /** What this kernel or the group above does not allow stays as it is: hosts differ, and so did CRIU's. */
    private static void write(Path directory, CgroupPropEntry property) {
        for (GroupProperty.Write write : GroupProperty.writes(property.getName(), property.getValue())) {
            try {
                GroupMoves.write(directory.resolve(write.file()), write.value());
            } catch (SyscallException e) {
                LOG.warn("{} of control group {} stays as it is: {}", property.getName(), directory, e.getMessage());
            }
        }
    }

    void finish() {
        last.forEach(Runnable::run);
    }
}
