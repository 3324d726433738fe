package io.crj.coordinator.cli;

import io.crj.wire.message.MigrationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/**
 * What the user chooses about the tree's resources, with the names and meanings these options have always had in restore
 * tools. Both agents get the same message, so nobody has to give an option twice.
 */
final class TreeChoice {

    private static final Pattern EXTERNAL = Pattern.compile("[a-z]+\\[[^\\]]*](:.*)?");
    private static final Pattern VETH_PAIR = Pattern.compile("([^=\\s]+)=([^=\\s]+)");
    private static final Pattern LOG_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
    private static final Set<String> NAMESPACES = Set.of("pid", "net", "uts", "ipc", "mnt");
    private static final Set<String> GROUP_MODES = Set.of("none", "props", "soft", "full", "strict", "ignore");
    private static final Set<String> CPU_CAPS = Set.of("fpu", "ins", "cpu", "all", "none");
    private static final Set<String> LOCKS = Set.of("nftables", "iptables", "skip");

    @Option(
            names = "--tcp-established",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Carry established TCP connections (default); without it a tree that has one is refused.")
    private boolean tcpEstablished;

    @Option(
            names = "--tcp-close",
            negatable = true,
            description = "Established TCP connections arrive closed instead of being carried.")
    private boolean tcpClose;

    @Option(
            names = "--skip-in-flight",
            negatable = true,
            description = "Leave connections behind that wait to be accepted; without it a tree with one is refused.")
    private boolean skipInFlight;

    @Option(
            names = "--network-lock",
            paramLabel = "METHOD",
            defaultValue = "nftables",
            description = "How packets of connections are held back meanwhile: nftables (default), iptables or skip.")
    private String networkLock;

    @Option(
            names = "--evasive-devices",
            negatable = true,
            description = "Take any name of an open device whose own name is inaccessible.")
    private boolean evasiveDevices;

    @Option(
            names = {"-x", "--ext-unix-sk"},
            arity = "0..1",
            fallbackValue = "",
            preprocessor = AttachedValue.class,
            paramLabel = "INO,…",
            description = "Connect datagram sockets whose peer stays behind to its name again, at the target: all, or"
                    + " these inodes.")
    private String extUnixSk;

    @Option(
            names = "--external",
            paramLabel = "KIND[KEY][:VALUE]",
            description = "What is not dumped but found again, or supplied, at the target, such as unix[12345] or"
                    + " veth[eth0]:veth7@br0; repeatable.")
    private List<String> external = List.of();

    @Option(
            names = "--link-remap",
            negatable = true,
            description = "Give an open file that lost its name, but is linked elsewhere, a temporary one.")
    private boolean linkRemap;

    @Option(
            names = "--ghost-limit",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Size up to which a file without any name travels along (default 1M).")
    private Long ghostLimitBytes;

    @Option(
            names = {"-l", "--file-locks"},
            negatable = true,
            description = "Carry locks on files and leases; without it a tree that has one is refused.")
    private boolean fileLocks;

    @Option(
            names = "--force-irmap",
            negatable = true,
            description = "Look for the names of watched files, even where their handles would do.")
    private boolean forceIrmap;

    @Option(
            names = "--irmap-scan-path",
            paramLabel = "PATH",
            description = "Where to look for the names of watched files; repeatable.")
    private List<String> irmapScanPaths = List.of();

    @Option(
            names = "--manage-cgroups",
            paramLabel = "MODE",
            arity = "0..1",
            preprocessor = AttachedValue.class,
            fallbackValue = "",
            description = "What the target does about the tree's control groups: none, props, soft (default), full,"
                    + " strict or ignore.")
    private String manageCgroups = "";

    @Option(
            names = "--cgroup-root",
            paramLabel = "[CONTROLLER:]/PATH",
            description = "Group of the target that takes the place of the one the root of the tree is in; repeatable.")
    private List<String> cgroupRoots = List.of();

    @Option(
            names = "--cpu-cap",
            paramLabel = "LIST",
            split = ",",
            description = "What the target's processor must have of the source's: fpu and ins (default), cpu, all or"
                    + " none.")
    private List<String> cpuCaps = List.of();

    @Option(
            names = {"-j", "--shell-job"},
            negatable = true,
            description =
                    "The tree's session and terminal may come from outside of it; at the target it gets a terminal"
                            + " of the agent's, see crj attach.")
    private boolean shellJob;

    @Option(
            names = {"-n", "--namespaces"},
            paramLabel = "LIST",
            split = ",",
            description = "Kinds that must be the tree's own and move along, out of pid, net, uts, ipc, mnt (default:"
                    + " whichever are its own).")
    private List<String> namespaces = List.of();

    @Option(
            names = "--veth-pair",
            paramLabel = "IN=OUT",
            description = "Name at the target, OUT[@BRIDGE], of the other end of the tree's network device IN;"
                    + " repeatable. The same as --external veth[IN]:OUT.")
    private List<String> vethPairs = List.of();

    @Option(
            names = {"-r", "--root"},
            paramLabel = "DIR",
            description = "Directory of the target that becomes the root of the tree's mount namespace.")
    private String root = "";

    @Option(
            names = "--action-script",
            paramLabel = "PATH",
            description = "Program, the same path on both hosts, to run there at each side's moments; repeatable.")
    private List<String> actionScripts = List.of();

    @Option(
            names = {"-o", "--log-file"},
            paramLabel = "NAME",
            description = "Keep a log of the restore, NAME in a directory of the target's agent that the result names.")
    private String logFile = "";

    @Option(
            names = "--log-pid",
            negatable = true,
            description = "With --log-file: a log for each process and thread, NAME.PID.")
    private boolean logPid;

    /** Says what is wrong, in any order; a sentence each. */
    List<String> objections() {
        List<String> found = new ArrayList<>();
        BiConsumer<Boolean, String> check = (holds, otherwise) -> {
            if (!holds) {
                found.add(otherwise);
            }
        };
        check.accept(
                LOCKS.contains(networkLock),
                "--network-lock '" + networkLock + "': there are nftables, iptables, skip");
        namespaces.forEach(kind -> check.accept(
                NAMESPACES.contains(kind), "--namespaces '" + kind + "': there are pid, net, uts, ipc, mnt"));
        external.forEach(text -> check.accept(
                EXTERNAL.matcher(text).matches(), "--external '" + text + "': expected KIND[KEY] or KIND[KEY]:VALUE"));
        inodes().forEach(inode ->
                check.accept(inode.matches("\\d{1,19}"), "--ext-unix-sk '" + inode + "' is no inode number"));
        vethPairs.forEach(
                pair -> check.accept(VETH_PAIR.matcher(pair).matches(), "--veth-pair '" + pair + "': expected IN=OUT"));
        actionScripts.forEach(path -> check.accept(
                path.startsWith("/"), "--action-script '" + path + "': give the path on the hosts, from / on"));
        check.accept(
                manageCgroups.isEmpty() || GROUP_MODES.contains(manageCgroups),
                "--manage-cgroups '" + manageCgroups + "': there are none, props, soft, full, strict, ignore");
        cgroupRoots.forEach(path -> check.accept(
                path.startsWith("/") || path.contains(":/"),
                "--cgroup-root '" + path + "': expected /PATH or CONTROLLER:/PATH"));
        cpuCaps.forEach(name ->
                check.accept(CPU_CAPS.contains(name), "--cpu-cap '" + name + "': there are fpu, ins, cpu, all, none"));
        irmapScanPaths.forEach(path -> check.accept(
                path.startsWith("/"), "--irmap-scan-path '" + path + "': give the path on the source, from / on"));
        check.accept(
                root.isEmpty() || root.startsWith("/"),
                "--root '" + root + "': give the path on the target, from / on");
        check.accept(
                logFile.isEmpty() || LOG_NAME.matcher(logFile).matches(),
                "--log-file '" + logFile + "': a plain name, for the target's agent chooses the directory");
        check.accept(!logPid || !logFile.isEmpty(), "--log-pid needs --log-file NAME");
        return found;
    }

    /** The message for both agents. */
    MigrationOptions.Builder toMessage() {
        MigrationOptions.Builder options = MigrationOptions.newBuilder()
                .setTcpEstablished(tcpEstablished)
                .setTcpClose(tcpClose)
                .setSkipInFlight(skipInFlight)
                .setNetworkLock(networkLock)
                .setEvasiveDevices(evasiveDevices)
                .setExtUnixSk(extUnixSk != null && extUnixSk.isEmpty())
                .addAllExternal(external)
                .setLinkRemap(linkRemap)
                .setFileLocks(fileLocks)
                .setForceIrmap(forceIrmap)
                .addAllIrmapScanPaths(irmapScanPaths)
                .setManageCgroups(manageCgroups)
                .addAllCgroupRoots(cgroupRoots)
                .addAllCpuCaps(cpuCaps)
                .setShellJob(shellJob)
                .addAllNamespaces(new TreeSet<>(namespaces))
                .setRoot(root)
                .addAllActionScripts(actionScripts)
                .setLogFile(logFile)
                .setLogPid(logPid);
        inodes().forEach(inode -> options.addExternal("unix[" + inode + "]"));
        vethPairs.forEach(pair -> options.addExternal(veth(pair)));
        if (ghostLimitBytes != null) {
            options.setGhostLimitBytes(ghostLimitBytes);
        }
        return options;
    }

    private List<String> inodes() {
        return extUnixSk == null || extUnixSk.isEmpty() ? List.of() : List.of(extUnixSk.split(","));
    }

    private static String veth(String pair) {
        Matcher form = VETH_PAIR.matcher(pair);
        if (!form.matches()) {
            throw new IllegalArgumentException(pair);
        }
        return "veth[" + form.group(1) + "]:" + form.group(2);
    }
}
