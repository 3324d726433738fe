package io.crj.engine.cli.rpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.crj.engine.cli.rpc.proto.CgroupRoot;
import io.crj.engine.cli.rpc.proto.InheritedFd;
import io.crj.engine.cli.rpc.proto.JoinedNamespace;
import io.crj.engine.cli.rpc.proto.MountMap;
import io.crj.engine.cli.rpc.proto.Options;
import io.crj.engine.cli.rpc.proto.PageServer;
import io.crj.engine.cli.rpc.proto.UnixSocket;
import io.crj.engine.cli.rpc.proto.VethPair;
import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The options of a request as words of a command line: what crj has and has not is decided there, once. */
final class RpcOptions {

    private static final String LOG_FILE = "criu.log";
    private static final int CLONE_NEWNET = 0x40000000;

    /** Those whose field is not called as the option is. */
    private static final Map<String, String> NAMES = Map.of(
            "pid", "--tree",
            "parent_img", "--prev-images-dir",
            "log_level", "--verbosity",
            "auto_ext_mount", "--ext-mount-map=auto",
            "pidfd_store_socket", "",
            "orphan_pts_master", "",
            "notify_scripts", "");

    private static final Map<String, List<String>> CHOICES = Map.of(
            "manage_cgroups_mode", List.of("ignore", "none", "props", "soft", "full", "strict", "soft"),
            "pre_dump_mode", List.of("", "splice", "read"),
            "network_lock", List.of("", "iptables", "nftables", "skip"),
            "file_validation", List.of("", "filesize", "buildid"));

    private final Options options;
    private final int clientPid;
    private final List<String> words = new ArrayList<>();

    private RpcOptions(Options options, int clientPid) {
        this.options = options;
        this.clientPid = clientPid;
    }

    /**
     * The words of a command line.
     *
     * @param clientPid whose descriptors the directories are
     * @throws EngineException when a directory is missing, or a value is none that CRIU knows
     */
    static List<String> words(Options options, int clientPid) {
        RpcOptions all = new RpcOptions(options, clientPid);
        all.directories();
        all.options.getAllFields().forEach(all::add);
        return all.words;
    }

    private void directories() {
        Path images = options.getImagesDirFd() >= 0
                ? directory(options.getImagesDirFd(), "images_dir_fd")
                : Path.of(options.getImagesDir());
        if (options.getImagesDirFd() < 0 && !options.hasImagesDir()) {
            throw new EngineException("the request names no image directory: set images_dir_fd or images_dir");
        }
        words.add("--images-dir=" + images);
        if (options.hasWorkDirFd()) {
            words.add("--work-dir=" + directory(options.getWorkDirFd(), "work_dir_fd"));
        }
        if (options.getLogFile().contains("/")) {
            throw new EngineException("log_file " + options.getLogFile()
                    + ": only a name is allowed; it is put into the" + " directory of work_dir_fd");
        }
        if (!options.getLogToStderr()) {
            words.add("--log-file=" + (options.hasLogFile() ? options.getLogFile() : LOG_FILE));
        }
    }

    /** A directory that the client has open. */
    private Path directory(int fd, String field) {
        try {
            return Path.of("/proc/" + clientPid + "/fd/" + fd).toRealPath();
        } catch (IOException e) {
            throw new EngineException(
                    field + " is " + fd + ", which the client, pid " + clientPid + ", does not have open", e);
        }
    }

    private void add(FieldDescriptor field, Object value) {
        switch (field.getName()) {
            case "images_dir_fd", "images_dir", "work_dir_fd", "log_file", "log_to_stderr" -> {}
            case "manage_cgroups" -> addUnlessChosen();
            case "empty_ns" -> words.add("--empty-ns=" + (value.equals(CLONE_NEWNET) ? "net" : value));
            case "exec_cmd" -> words.add("--exec-cmd");
            case "cpu_cap" -> words.add("--cpu-cap=" + capabilities((Integer) value));
            case "unix_socket" -> ((List<?>) value).forEach(one -> words.add(word(one)));
            default -> addPlain(field, value);
        }
    }

    private void addUnlessChosen() {
        if (options.getManageCgroups() && !options.hasManageCgroupsMode()) {
            words.add("--manage-cgroups=soft");
        }
    }

    private void addPlain(FieldDescriptor field, Object value) {
        String name = NAMES.getOrDefault(field.getName(), "--" + field.getName().replace('_', '-'));
        if (name.isEmpty()) {
            return;
        }
        if (field.getJavaType() == FieldDescriptor.JavaType.BOOLEAN) {
            if ((Boolean) value) {
                words.add(name);
            }
        } else if (CHOICES.containsKey(field.getName())) {
            words.add(name(field) + "=" + choice(field.getName(), (Integer) value));
        } else if (field.isRepeated()) {
            ((List<?>) value).forEach(one -> words.add(name + "=" + word(one)));
        } else {
            words.add(name + (value instanceof PageServer ? "" : "=" + value));
        }
    }

    private static String name(FieldDescriptor field) {
        return field.getName().equals("manage_cgroups_mode")
                ? "--manage-cgroups"
                : "--" + field.getName().replace('_', '-');
    }

    private static String choice(String field, int number) {
        List<String> choices = CHOICES.get(field);
        if (number < 0 || number >= choices.size() || choices.get(number).isEmpty()) {
            throw new EngineException(field + " is " + number + ", which means nothing");
        }
        return choices.get(number);
    }

    /** Bits as CRIU's command line calls them. */
    private static String capabilities(int bits) {
        if (bits == 0) {
            return "none";
        }
        List<String> names = List.of("fpu", "cpu", "ins");
        List<String> set = new ArrayList<>();
        for (int bit = 0; bit < names.size(); bit++) {
            if ((bits & 1 << bit) != 0) {
                set.add(names.get(bit));
            }
        }
        return set.size() == names.size() ? "all" : String.join(",", set);
    }

    /** One of several, as it stands behind its option. */
    private static String word(Object one) {
        if (one instanceof VethPair pair) {
            return pair.getInside() + "=" + pair.getOutside();
        }
        if (one instanceof MountMap map) {
            return map.getKey() + ":" + map.getValue();
        }
        if (one instanceof JoinedNamespace joined) {
            return joined.getKind() + ":" + joined.getFile() + (joined.hasMore() ? "," + joined.getMore() : "");
        }
        if (one instanceof InheritedFd inherited) {
            return "fd[" + inherited.getFd() + "]:" + inherited.getKey();
        }
        if (one instanceof CgroupRoot root) {
            return (root.hasController() ? root.getController() + ":" : "") + root.getPath();
        }
        if (one instanceof UnixSocket socket) {
            return "--external=unix[" + Integer.toUnsignedString(socket.getInode()) + "]";
        }
        return one.toString();
    }
}
