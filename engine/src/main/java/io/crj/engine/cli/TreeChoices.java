package io.crj.engine.cli;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.namespace.NamespaceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the user chooses about the resources of a tree; dump and restore take the same. */
final class TreeChoices {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--tcp-established", negatable = true, description = "carry established TCP connections")
    private boolean tcpEstablished;

    @Option(
            names = "--tcp-close",
            negatable = true,
            description = "drop established TCP connections: they come back closed")
    private boolean tcpClose;

    @Option(
            names = "--skip-in-flight",
            negatable = true,
            description = "leave behind connections that nobody has accepted yet")
    private boolean skipInFlight;

    @Option(
            names = "--evasive-devices",
            negatable = true,
            description = "take any name of an open device whose own is inaccessible")
    private boolean evasiveDevices;

    @Option(
            names = {"-x", "--ext-unix-sk"},
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "INO,…",
            description = "connect datagram sockets whose peer stays behind to its name again; all, or these inodes")
    private String extUnixSk;

    @Option(
            names = "--link-remap",
            negatable = true,
            description = "give an open file without its name, but linked elsewhere, a temporary one")
    private boolean linkRemap;

    @Option(
            names = "--ghost-limit",
            paramLabel = "SIZE",
            defaultValue = "1M",
            converter = SizeConverter.class,
            description = "size up to which a file without any name travels along; 1M by default")
    private long ghostLimitBytes;

    @Option(
            names = {"-l", "--file-locks"},
            negatable = true,
            description = "carry locks on files and leases")
    private boolean fileLocks;

    @Option(
            names = "--force-irmap",
            negatable = true,
            description = "look for the names of watched files, even where their handles would do")
    private boolean forceIrmap;

    @Option(
            names = "--irmap-scan-path",
            paramLabel = "PATH",
            description = "where to look for the names of watched files; repeatable")
    private List<String> irmapScanPaths = List.of();

    @Option(
            names = {"-j", "--shell-job"},
            negatable = true,
            description = "the tree's session and terminal may come from outside of it")
    private boolean shellJob;

    @Option(
            names = {"-n", "--namespaces"},
            paramLabel = "LIST",
            description =
                    "namespaces that must be the tree's own, out of pid,net,uts,ipc,mnt; whichever are by default")
    private String namespaces;

    @Option(
            names = "--external",
            paramLabel = "KIND[KEY][:VALUE]",
            description = "what is not dumped but found again, or supplied; repeatable")
    private List<String> external = List.of();

    @Option(
            names = {"-M", "--ext-mount-map"},
            paramLabel = "KEY:VALUE",
            description = "--external 'mnt[KEY]:VALUE'; repeatable")
    private List<String> mounts = List.of();

    @Option(
            names = "--enable-external-sharing",
            negatable = true,
            description = "mounts found on the host may be peers of its own, there as well; --external 'mnt[]:s'")
    private boolean externalSharing;

    @Option(
            names = "--enable-external-masters",
            negatable = true,
            description = "mounts found on the host may receive from its own, there as well; --external 'mnt[]:m'")
    private boolean externalMasters;

    @Option(
            names = "--skip-mnt",
            paramLabel = "PATH",
            description = "a mount of the tree's that it is to be without, with all below; repeatable")
    private List<String> skipped = List.of();

    @Option(
            names = "--empty-ns",
            paramLabel = "net",
            description = "do not carry what the tree's own network namespace holds: an action script fills it")
    private List<String> empty = List.of();

    @Option(
            names = {"-J", "--join-ns"},
            paramLabel = "KIND:FILE",
            description =
                    "restore into this namespace, net or uts, instead of one of the tree's own: a pid, or a file such"
                            + " as /run/netns/NAME; repeatable")
    private List<String> joined = List.of();

    @Mixin
    private GroupChoices groups;

    boolean shellJob() {
        return shellJob;
    }

    /**
     * The choices in the engine's terms; once logging has begun.
     *
     * @param more external resources named in another way
     * @param work directory that relative paths start from
     */
    TreeOptions options(List<External> more, Path work) {
        List<External> all = new ArrayList<>(more);
        external.forEach(text -> all.add(parsed(text)));
        mounts.forEach(text -> all.add(mount(text)));
        skipped.forEach(place -> all.add(new External(External.SKIPPED_MOUNT, place, "")));
        if (externalSharing || externalMasters) {
            all.add(new External("mnt", "", (externalSharing ? "s" : "") + (externalMasters ? "m" : "")));
        }
        boolean allSockets = extUnixSk != null && extUnixSk.isEmpty();
        if (extUnixSk != null) {
            all.addAll(sockets(extUnixSk));
        }
        return TreeOptions.builder()
                .tcpEstablished(tcpEstablished)
                .tcpClose(tcpClose)
                .skipInFlight(skipInFlight)
                .evasiveDevices(evasiveDevices)
                .extUnixSk(allSockets)
                .linkRemap(linkRemap)
                .ghostLimitBytes(ghostLimitBytes)
                .fileLocks(fileLocks)
                .forceIrmap(forceIrmap)
                .irmapScanPaths(irmapScanPaths)
                .shellJob(shellJob)
                .namespaces(demanded())
                .external(all)
                .groups(groups.options(work))
                .emptyNamespaces(emptied())
                .joinedNamespaces(joinedNamespaces())
                .build();
    }

    private static External mount(String text) {
        String[] parts = text.split(":", 2);
        External modern = new External("mnt", text.equals("auto") ? "" : parts[0], parts.length == 1 ? "" : parts[1]);
        LoggerFactory.getLogger(TreeChoices.class)
                .warn("--ext-mount-map is of old; today it is --external '{}'", modern);
        return modern;
    }

    private External parsed(String text) {
        try {
            return External.parse(text);
        } catch (EngineException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<External> sockets(String inodes) {
        // Not a field: the log decides about its backend when the first logger is made.
        Logger log = LoggerFactory.getLogger(TreeChoices.class);
        List<External> sockets = new ArrayList<>();
        for (String inode : inodes.isEmpty() ? new String[0] : inodes.split(",")) {
            if (!inode.matches("[0-9]{1,19}")) {
                throw new ParameterException(
                        spec.commandLine(), "--ext-unix-sk=" + inodes + ": '" + inode + "' is no inode number");
            }
            sockets.add(new External("unix", inode, ""));
        }
        log.warn("--ext-unix-sk is of old; today it is {}", sockets.isEmpty() ? "--external 'unix[INODE]'" : sockets);
        return sockets;
    }

    private Map<NamespaceKind, String> joinedNamespaces() {
        Map<NamespaceKind, String> files = new EnumMap<>(NamespaceKind.class);
        for (String option : joined) {
            String[] parts = option.split(":", 2);
            boolean isPid = parts.length == 2 && parts[1].matches("\\d+");
            String file = parts.length < 2 ? "" : isPid ? "/proc/" + parts[1] + "/ns/" + parts[0] : parts[1];
            if (!Set.of("net", "uts").contains(parts[0]) || !Files.exists(Path.of(file))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--join-ns " + option + ": expected net:FILE or uts:FILE, with a pid or a file that is there");
            }
            files.put(NamespaceKind.parse(parts[0]).iterator().next(), file);
        }
        return files;
    }

    private Set<NamespaceKind> emptied() {
        if (empty.stream().anyMatch(name -> !name.equals("net"))) {
            throw new ParameterException(spec.commandLine(), "--empty-ns " + empty + ": only net can be left empty");
        }
        return empty.isEmpty() ? Set.of() : Set.of(NamespaceKind.NET);
    }

    private Set<NamespaceKind> demanded() {
        if (namespaces == null) {
            return Set.of();
        }
        LoggerFactory.getLogger(TreeChoices.class)
                .info("--namespaces is of old: a tree's own namespaces move along by themselves; it only checks now");
        try {
            return NamespaceKind.parse(namespaces);
        } catch (EngineException e) {
            throw new ParameterException(spec.commandLine(), "--namespaces: " + e.getMessage(), e);
        }
    }
}
