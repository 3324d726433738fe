package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import com.google.protobuf.ByteString;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.InheritedFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A socket of an image, and what has been made of it so far. */
final class ImageSocket {

    private final FileEntry file;
    private final UnixSkEntry entry;
    private final UnixName name;
    private final List<ImageEntry> queue = new ArrayList<>();
    private ImageSocket peer;
    private Fd fd;
    private boolean released;
    private Fd closedPeer;
    private ImageSocket pairedWith;
    private Place place;

    ImageSocket(FileEntry file) {
        this.file = file;
        this.entry = file.getUsk();
        Descriptions.requirePart(file, file.hasUsk(), entry.getId());
        int type = entry.getType();
        if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET) {
            throw Descriptions.corrupt(file, "is a unix socket of type " + type);
        }
        this.name = name(entry.getName());
    }

    private UnixName name(ByteString raw) {
        try {
            return UnixName.of(raw.toByteArray());
        } catch (IllegalArgumentException e) {
            throw Descriptions.corrupt(file, "has " + e.getMessage());
        }
    }

    /** Which socket of the image it is connected to. */
    void connect(ImageSocket other) {
        boolean fits = StandIn.is(other.entry) || other.entry.getType() == entry.getType();
        boolean listening = entry.getState() == SocketRow.LISTEN && !isDatagram();
        if (!fits || listening || other == this && !isDatagram()) {
            throw Descriptions.corrupt(file, "cannot be connected to " + other);
        }
        peer = other;
    }

    FileEntry file() {
        return file;
    }

    UnixSkEntry entry() {
        return entry;
    }

    UnixName name() {
        return name;
    }

    /** What waits to be read, oldest first. */
    List<ImageEntry> queue() {
        return queue;
    }

    Optional<ImageSocket> peer() {
        return Optional.ofNullable(peer);
    }

    /** The name of a peer that was closed; empty where there is none. */
    Optional<UnixName> closedPeerName() {
        if (entry.hasCrjPeerName()) {
            return Optional.of(name(entry.getCrjPeerName()));
        }
        // Images of CRIU's say no more of it.
        boolean closed = !isDatagram() && entry.getState() == SocketRow.ESTABLISHED && entry.getPeer() == 0;
        return closed ? Optional.of(UnixName.NONE) : Optional.empty();
    }

    boolean isDatagram() {
        return entry.getType() == SOCK_DGRAM;
    }

    boolean isListening() {
        return !isDatagram() && entry.getState() == SocketRow.LISTEN;
    }

    boolean isMade() {
        return fd != null;
    }

    Fd fd() {
        return fd;
    }

    void made(Fd socket) {
        fd = socket;
    }

    /** The other end of a connection that nobody holds any more; until it is closed, this process does. */
    Optional<Fd> closedPeer() {
        return Optional.ofNullable(closedPeer);
    }

    void madeClosedPeer(Fd socket) {
        closedPeer = socket;
    }

    /** The socket it was made together with, and is connected to so far. */
    Optional<ImageSocket> pairedWith() {
        return Optional.ofNullable(pairedWith);
    }

    void madePairWith(ImageSocket other) {
        pairedWith = other;
    }

    /** From where its name can be reached, once it is bound. */
    Optional<Place> place() {
        return Optional.ofNullable(place);
    }

    void boundAt(Place where) {
        place = where;
    }

    /** Hands the socket over; it can be worked on as long as its owner keeps it. */
    Fd release() {
        released = true;
        return fd;
    }

    boolean isReleased() {
        return released;
    }

    void close() {
        if (fd != null && !released) {
            fd.close();
        }
        if (closedPeer != null) {
            closedPeer.close();
        }
    }

    @Override
    public String toString() {
        return InheritedFiles.socket(entry.getIno()) + (name.isEmpty() ? "" : " \"" + name + "\"");
    }
}
