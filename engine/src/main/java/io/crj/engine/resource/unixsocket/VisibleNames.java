package io.crj.engine.resource.unixsocket;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FilePermsEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.resource.Journals;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Binds sockets to the paths they had. A file that a socket of former days has left there is put aside, and comes back
 * when the restore is given up.
 */
final class VisibleNames {

    /** Files we made, each with the inode of the former one that was put aside for it. */
    private final Map<Path, String> made = new LinkedHashMap<>();

    private final SharedState state;

    VisibleNames(SharedState state) {
        this.state = state;
    }

    /** Where the names of a socket begin: its process may be in a mount namespace that others of the tree are not in. */
    private TreeRoot root(ImageSocket socket) {
        return TreeRoot.of(state, Math.max(socket.entry().getMntId(), 0));
    }

    /** Whether anything, be it a link to nowhere, has that path. */
    boolean isTaken(ImageSocket socket, Path path) {
        TreeRoot root = root(socket);
        return isDirectory(root, path.getParent())
                && Files.exists(Path.of(root.reach(path.toString())), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isDirectory(TreeRoot root, Path path) {
        try {
            return root.stat(path.toString()).isDirectory();
        } catch (SyscallException e) {
            return false;
        }
    }

    /** @return from where the name can be reached */
    Place bind(ImageSocket socket, Fd fd, Path path) {
        TreeRoot root = root(socket);
        if (!isDirectory(root, path.getParent())) {
            throw new EngineException("the directory of " + path + ", the name of " + socket
                    + ", is not on this host; create it, or copy what it belongs to");
        }
        Path reached = Path.of(root.reach(path.toString()));
        Optional<FileStat> former = BoundNameAftermath.stat(reached.toString());
        former.ifPresent(file -> refuseOthers(socket, reached, file));
        Journals.of(state).note(BoundNameAftermath.effect(root.noted(path.toString()), former));
        made.put(reached, BoundNameAftermath.inode(former));
        former.ifPresent(file -> putAside(socket, reached));
        String directory = socket.entry().getNameDir();
        Place place = new Place(root.isHost() ? "" : root.reach("/"), directory.isEmpty() ? "/" : directory, false);
        place.bind(fd, socket.name());
        if (socket.entry().hasFilePerms()) {
            permissions(fd, socket.entry());
        }
        return place;
    }

    private static void putAside(ImageSocket socket, Path path) {
        try {
            Files.move(path, path.resolveSibling(path.getFileName() + BoundNameAftermath.ASIDE));
        } catch (IOException e) {
            throw new EngineException("cannot replace " + path + ", the name of " + socket + ": " + e, e);
        }
    }

    private void refuseOthers(ImageSocket socket, Path path, FileStat there) {
        if (!there.isSocket()) {
            throw new EngineException(
                    path + ", the name of " + socket + ", is something else on this host; move it away");
        }
        SocketTable table = state.shared(SocketTable.class, SocketTable::read);
        Optional<SocketRow> user = table.boundTo(there);
        if (user.isPresent()) {
            throw new EngineException(path + ", the name of " + socket + ", is in use on this host by socket:["
                    + user.get().inode() + "]; end the program that listens there");
        }
    }

    /** Those that bind(2) took from our umask and user. */
    private static void permissions(Fd socket, UnixSkEntry entry) {
        FilePermsEntry wanted = entry.getFilePerms();
        try (Fd file = UnixCalls.file(socket).orElseThrow()) {
            Path path = Path.of("/proc/self/fd/" + file.number());
            Files.setAttribute(path, "unix:uid", wanted.getUid());
            Files.setAttribute(path, "unix:gid", wanted.getGid());
            Files.setAttribute(path, "unix:mode", wanted.getMode() & Stat.PERMISSIONS);
        } catch (IOException e) {
            throw new EngineException("cannot set owner and mode of a socket's file: " + e, e);
        }
    }

    /** The tree runs: what was put aside is of no use any more. */
    void keep() {
        made.forEach((path, former) -> BoundNameAftermath.dropAside(path.toString(), former));
        made.clear();
    }

    /** Unless they are to be kept, everything is as before. */
    void giveUp() {
        made.forEach((path, former) -> BoundNameAftermath.putBack(path.toString(), former, file -> true));
        made.clear();
    }
}
