package io.crj.engine;

import io.crj.engine.cgroup.GroupOptions;
import io.crj.engine.namespace.NamespaceKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user chose about the resources of a tree: the same for dump and restore, on both hosts of a migration. Names
 * and meanings are CRIU's.
 *
 * @param tcpEstablished carry established TCP connections; without it they are refused
 * @param tcpClose drop established TCP connections: they come back closed
 * @param skipInFlight ignore connections that wait in a listener's accept queue
 * @param evasiveDevices accept any name that leads to the same device as an open device's inaccessible one
 * @param extUnixSk connect datagram sockets whose peer stays behind to its name again
 * @param linkRemap give an open file without its name, but linked elsewhere, a temporary name
 * @param ghostLimitBytes size up to which a file without any name travels in the image
 * @param fileLocks carry locks on files and leases; without it they are refused
 * @param forceIrmap look for the names of watched files among their likely places, even where their handles would do
 * @param irmapScanPaths further places, files or directories with all below them, to look in
 * @param shellJob the tree's session, group and terminal may come from outside of it
 * @param namespaces those that must be the tree's own and move along; empty: whichever are
 * @param external what is not dumped
 * @param groups about control groups
 * @param joinedNamespaces those that a restored tree gets into, by a file of each, instead of its own; only NET and UTS
 * @param emptyNamespaces those of the tree whose contents are not carried: somebody else fills them; only NET
 * @param migration the tree goes on on another host at once: what only this one has moves along or is refused, where
 *     otherwise it is there again for the restore, or a warning does
 */
public record TreeOptions(
        boolean tcpEstablished,
        boolean tcpClose,
        boolean skipInFlight,
        boolean evasiveDevices,
        boolean extUnixSk,
        boolean linkRemap,
        long ghostLimitBytes,
        boolean fileLocks,
        boolean forceIrmap,
        List<String> irmapScanPaths,
        boolean shellJob,
        Set<NamespaceKind> namespaces,
        List<External> external,
        GroupOptions groups,
        Set<NamespaceKind> emptyNamespaces,
        Map<NamespaceKind, String> joinedNamespaces,
        boolean migration) {

    public static final long DEFAULT_GHOST_LIMIT_BYTES = 1 << 20;

    /** Nothing chosen. */
    public static final TreeOptions DEFAULT = builder().build();

    public TreeOptions {
        namespaces = Set.copyOf(namespaces);
        emptyNamespaces = Set.copyOf(emptyNamespaces);
        joinedNamespaces = Map.copyOf(joinedNamespaces);
        external = List.copyOf(external);
        irmapScanPaths = List.copyOf(irmapScanPaths);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder toBuilder() {
        return builder()
                .tcpEstablished(tcpEstablished)
                .tcpClose(tcpClose)
                .skipInFlight(skipInFlight)
                .evasiveDevices(evasiveDevices)
                .extUnixSk(extUnixSk)
                .linkRemap(linkRemap)
                .ghostLimitBytes(ghostLimitBytes)
                .fileLocks(fileLocks)
                .forceIrmap(forceIrmap)
                .irmapScanPaths(irmapScanPaths)
                .shellJob(shellJob)
                .namespaces(namespaces)
                .external(external)
                .groups(groups)
                .emptyNamespaces(emptyNamespaces)
                .joinedNamespaces(joinedNamespaces)
                .migration(migration);
    }

    /** Options one by one. */
    public static final class Builder {

        private boolean tcpEstablished;
        private boolean tcpClose;
        private boolean skipInFlight;
        private boolean evasiveDevices;
        private boolean extUnixSk;
        private boolean linkRemap;
        private long ghostLimitBytes = DEFAULT_GHOST_LIMIT_BYTES;
        private boolean fileLocks;
        private boolean forceIrmap;
        private List<String> irmapScanPaths = List.of();
        private boolean shellJob;
        private Set<NamespaceKind> namespaces = Set.of();
        private List<External> external = List.of();
        private GroupOptions groups = GroupOptions.DEFAULT;
        private Set<NamespaceKind> emptyNamespaces = Set.of();
        private Map<NamespaceKind, String> joinedNamespaces = Map.of();
        private boolean migration;

        private Builder() {}

        public Builder tcpEstablished(boolean on) {
            tcpEstablished = on;
            return this;
        }

        public Builder tcpClose(boolean on) {
            tcpClose = on;
            return this;
        }

        public Builder skipInFlight(boolean on) {
            skipInFlight = on;
            return this;
        }

        public Builder evasiveDevices(boolean on) {
            evasiveDevices = on;
            return this;
        }

        public Builder extUnixSk(boolean on) {
            extUnixSk = on;
            return this;
        }

        public Builder linkRemap(boolean on) {
            linkRemap = on;
            return this;
        }

        public Builder ghostLimitBytes(long limitBytes) {
            ghostLimitBytes = limitBytes;
            return this;
        }

        public Builder fileLocks(boolean on) {
            fileLocks = on;
            return this;
        }

        public Builder forceIrmap(boolean on) {
            forceIrmap = on;
            return this;
        }

        public Builder irmapScanPaths(List<String> paths) {
            irmapScanPaths = paths;
            return this;
        }

        public Builder shellJob(boolean on) {
            shellJob = on;
            return this;
        }

        public Builder namespaces(Set<NamespaceKind> demanded) {
            namespaces = demanded;
            return this;
        }

        public Builder external(List<External> resources) {
            external = resources;
            return this;
        }

        public Builder groups(GroupOptions chosen) {
            groups = chosen;
            return this;
        }

        public Builder emptyNamespaces(Set<NamespaceKind> kinds) {
            emptyNamespaces = kinds;
            return this;
        }

        public Builder joinedNamespaces(Map<NamespaceKind, String> files) {
            joinedNamespaces = files;
            return this;
        }

        public Builder migration(boolean elsewhere) {
            migration = elsewhere;
            return this;
        }

        public TreeOptions build() {
            return new TreeOptions(
                    tcpEstablished,
                    tcpClose,
                    skipInFlight,
                    evasiveDevices,
                    extUnixSk,
                    linkRemap,
                    ghostLimitBytes,
                    fileLocks,
                    forceIrmap,
                    irmapScanPaths,
                    shellJob,
                    namespaces,
                    external,
                    groups,
                    emptyNamespaces,
                    joinedNamespaces,
                    migration);
        }
    }
}
