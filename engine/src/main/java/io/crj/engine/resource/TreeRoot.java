package io.crj.engine.resource;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.proc.ProcessIdentity;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the absolute paths of a restored tree begin: at this process's own root, or at the root of the tree's mount
 * namespace, which no link leads out of.
 */
public final class TreeRoot implements AutoCloseable {

    private static final String SELF = "/proc/self/fd/";
    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;

    private record OfMount(int id) {}

    /** @param own whether it is closed with the restore here */
    private record Alias(TreeRoot root, boolean own) implements AutoCloseable {
        @Override
        public void close() {
            if (own) {
                root.close();
            }
        }
    }

    private final Fd root;
    private final Optional<ProcessIdentity> process;
    /** What journals put before paths of it, as that process sees them. */
    private final String noted;

    private final Map<String, Fd> directories = new HashMap<>();

    private TreeRoot(Fd root, Optional<ProcessIdentity> process, String noted) {
        this.root = root;
        this.process = process;
        this.noted = noted;
    }

    /** That of the restore whose state this is: of this process, unless {@link #enter} was called before. */
    public static TreeRoot of(SharedState state) {
        return state.shared(TreeRoot.class, () -> new TreeRoot(null, Optional.empty(), ""));
    }

    /** From now on paths begin where those of {@code pid} do. */
    public static void enter(SharedState state, int pid) {
        state.shared(
                TreeRoot.class,
                () -> new TreeRoot(
                        FileCalls.open("/proc/" + pid + "/root", PLACE, 0), Optional.of(ProcessIdentity.of(pid)), ""));
    }

    /** Paths of files on one of these mounts begin at another root: that of a mount namespace of a part of the tree. */
    public static void enterNested(SharedState state, Fd root, Set<Integer> mounts) {
        mounts.forEach(mount -> state.shared(
                new OfMount(mount),
                () -> new Alias(ofThisProcess(FileCalls.open(SELF + root.number(), PLACE, 0)), true)));
    }

    /** While it is built nobody but this process can reach it. */
    private static TreeRoot ofThisProcess(Fd root) {
        ProcessIdentity self = ProcessIdentity.ofThisProcess();
        return new TreeRoot(root, Optional.of(self), "/proc/" + self.pid() + "/fd/" + root.number());
    }

    /** That of a file on a mount of the image; 0 for one that the image does not tell. */
    public static TreeRoot of(SharedState state, int mount) {
        return mount == 0 ? of(state) : state.shared(new OfMount(mount), () -> new Alias(of(state), false)).root;
    }

    /** A process that is in the mount namespace it belongs to; of a root that is not this process's own. */
    public int pid() {
        return process.orElseThrow().pid();
    }

    /** Whether it is this process's own. */
    public boolean isHost() {
        return root == null;
    }

    /**
     * open(2).
     *
     * @param flags close-on-exec is added
     */
    public Fd open(String path, int flags) {
        return isHost()
                ? FileCalls.open(path, flags | Fcntl.O_CLOEXEC, 0)
                : MountCalls.open(root, path, flags, Mount.RESOLVE_IN_ROOT);
    }

    /**
     * A file without a name in a directory; open(2) O_TMPFILE.
     *
     * @param permissions it begins with
     */
    public Fd openUnnamed(String directory, int permissions) {
        int flags = Fcntl.O_TMPFILE | Fcntl.O_RDWR | Fcntl.O_CLOEXEC;
        return FileCalls.open(isHost() ? directory : reach(directory + "."), flags, permissions);
    }

    /** stat(2). */
    public FileStat stat(String path) {
        if (isHost()) {
            return FileCalls.stat(path);
        }
        try (Fd file = open(path, Fcntl.O_PATH)) {
            return FileCalls.stat(file);
        }
    }

    /** lstat(2): a link at the end is not followed. */
    public FileStat statOfName(String path) {
        if (isHost()) {
            return PathCalls.statOfName(path);
        }
        try (Fd file = open(path, Fcntl.O_PATH | Fcntl.O_NOFOLLOW)) {
            return FileCalls.stat(file);
        }
    }

    /**
     * A path of this process that leads to the last name in {@code path}, which may be missing or a link and is not followed
     * until it is used; valid as long as the restore.
     */
    public String reach(String path) {
        int last = path.lastIndexOf('/');
        if (isHost() || last == path.length() - 1) {
            return isHost() ? path : SELF + root.number();
        }
        String parent = path.substring(0, last + 1);
        try {
            Fd directory = directories.computeIfAbsent(parent, name -> open(name, PLACE | Fcntl.O_DIRECTORY));
            return SELF + directory.number() + path.substring(last);
        } catch (SyscallException e) {
            // Its directory is missing as well.
            return SELF + root.number() + path;
        }
    }

    /** As a journal names it. */
    public NotedPath noted(String path) {
        return new NotedPath(process, noted + path);
    }

    @Override
    public void close() {
        directories.values().forEach(Fd::close);
        if (root != null) {
            root.close();
        }
    }
}
