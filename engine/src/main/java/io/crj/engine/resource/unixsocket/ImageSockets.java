package io.crj.engine.resource.unixsocket;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.InheritedFiles;
import io.crj.engine.resource.RestoreContext;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The unix sockets of an image and how they are connected; those that whoever restores supplies are left out. */
final class ImageSockets {

    private final Map<Integer, ImageSocket> byInode = new LinkedHashMap<>();
    private final Map<Integer, ImageSocket> byId = new HashMap<>();
    private final Set<UnixName> listening = new HashSet<>();

    private ImageSockets() {}

    static ImageSockets of(RestoreContext context) {
        ImageSockets sockets = new ImageSockets();
        sockets.read(context);
        for (ImageSocket socket : sockets.all()) {
            sockets.connect(socket, context);
        }
        sockets.queues(context.image());
        return sockets;
    }

    private void read(RestoreContext context) {
        for (FileEntry file : context.image().messages(FileEntry.class, ImageKind.FILES, 0)) {
            boolean supplied = context.options()
                    .inheritFds()
                    .containsKey(InheritedFiles.socket(file.getUsk().getIno()));
            if (!file.hasUsk() || supplied) {
                continue;
            }
            ImageSocket socket = new ImageSocket(file);
            if (byInode.put(file.getUsk().getIno(), socket) != null || byId.put(file.getId(), socket) != null) {
                throw Descriptions.corrupt(file, "is there twice");
            }
            if (socket.isListening()) {
                listening.add(socket.name());
            }
        }
    }

    private void connect(ImageSocket socket, RestoreContext context) {
        UnixSkEntry entry = socket.entry();
        if (entry.getPeer() == 0 || StandIn.is(entry)) {
            return;
        }
        ImageSocket peer = byInode.get(entry.getPeer());
        if (peer == null) {
            throw Descriptions.corrupt(
                    socket.file(),
                    "is connected to " + InheritedFiles.socket(entry.getPeer()) + ", which is not there");
        }
        if (StandIn.is(peer.entry())) {
            requireHelp(socket, peer, context);
        }
        socket.connect(peer);
    }

    private static void requireHelp(ImageSocket socket, ImageSocket peer, RestoreContext context) {
        if (!socket.isDatagram() || peer.name().isEmpty()) {
            throw new EngineException("the other end of " + socket + " was not dumped: supply another connection with"
                    + " --inherit-fd fd[N]:"
                    + InheritedFiles.socket(socket.entry().getIno()));
        }
        TreeOptions chosen = context.options().tree();
        if (!chosen.extUnixSk() && !chosen.external().contains(external(socket))) {
            throw new EngineException(
                    socket + " was connected to \"" + peer.name() + "\", which is outside the tree: use --ext-unix-sk");
        }
    }

    private static External external(ImageSocket socket) {
        return new External("unix", Integer.toUnsignedString(socket.entry().getIno()), "");
    }

    private void queues(ImageSet image) {
        for (ImageEntry packet : image.entries(ImageKind.SK_QUEUES, 0)) {
            SkPacketEntry head = (SkPacketEntry) packet.message();
            Optional.ofNullable(byId.get(head.getIdFor()))
                    .ifPresent(socket -> socket.queue().add(packet));
        }
    }

    Collection<ImageSocket> all() {
        return byInode.values();
    }

    /** Those that are made here. */
    Iterable<ImageSocket> own() {
        return () -> all().stream().filter(s -> !StandIn.is(s.entry())).iterator();
    }

    Optional<ImageSocket> find(FileEntry file) {
        return Optional.ofNullable(byId.get(file.getId())).filter(s -> !StandIn.is(s.entry()));
    }

    /** The datagram socket of the image that has the name, and can send under it. */
    Optional<ImageSocket> sender(UnixName name) {
        return all().stream()
                .filter(s -> s.isDatagram() && s.isMade() && s.name().equals(name))
                .findFirst();
    }

    /** Whether another socket has the name for itself, so that accepted connections only share it. */
    boolean isListenedTo(ImageSocket socket) {
        return listening.contains(socket.name());
    }
}
