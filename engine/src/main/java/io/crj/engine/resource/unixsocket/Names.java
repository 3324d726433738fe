package io.crj.engine.resource.unixsocket;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.Journals;
import io.crj.engine.resource.SharedState;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** Gives restored sockets their names: visibly, where the name had a file that led to the socket. */
final class Names implements AutoCloseable {

    private final ImageSockets sockets;
    private final PrivateNames unseen;
    private final VisibleNames visible;

    Names(ImageSockets sockets, SharedState state) {
        this.sockets = sockets;
        this.unseen = new PrivateNames(Journals.of(state));
        this.visible = new VisibleNames(state);
    }

    /**
     * Binds to the name of {@code socket}, if it has one.
     *
     * @param fd the socket itself, or the listener that will hand it out
     * @return from where the name can be reached until this is closed
     */
    Place bind(ImageSocket socket, Fd fd) {
        UnixName name = socket.name();
        if (!name.isPath()) {
            return bindUnseen(fd, name);
        }
        String directory = socket.entry().getNameDir();
        try {
            Path path = Path.of("/", directory).resolve(name.path());
            return isSeen(socket, path) ? visible.bind(socket, fd, path) : unseen.bind(fd, name, directory);
        } catch (CharacterCodingException e) {
            throw Descriptions.corrupt(socket.file(), "has a name that is not UTF-8: " + name);
        }
    }

    /** A connection's file is of no use but to its listener, which may be somebody else's. */
    private boolean isSeen(ImageSocket socket, Path path) {
        if (socket.entry().getDeleted() || path.getParent() == null) {
            return false;
        }
        boolean connection = !socket.isDatagram() && socket.entry().getState() == SocketRow.ESTABLISHED;
        return !connection || !sockets.isListenedTo(socket) && !visible.isTaken(socket, path);
    }

    /** Binds to a name that was not one of the tree's; no name is none. */
    Place bindUnseen(Fd fd, UnixName name) {
        if (name.isPath()) {
            return unseen.bind(fd, name, "");
        }
        if (!name.isEmpty()) {
            Place.HERE.bind(fd, name);
        }
        return Place.HERE;
    }

    /** Former files that were put aside are not needed any more. */
    void keep() {
        visible.keep();
    }

    @Override
    public void close() {
        try {
            visible.giveUp();
        } finally {
            unseen.close();
        }
    }
}
