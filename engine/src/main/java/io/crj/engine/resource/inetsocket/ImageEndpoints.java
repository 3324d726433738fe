package io.crj.engine.resource.inetsocket;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.NetworkInterfaces;
import java.util.List;

/** The two addresses of a socket in the image, where a link-local one has the interface's name instead of its number. */
final class ImageEndpoints {

    private ImageEndpoints() {}

    static InetEndpoint local(InetSkEntry socket) {
        return endpoint(socket, socket.getSrcAddrList(), socket.getSrcPort());
    }

    static InetEndpoint remote(InetSkEntry socket) {
        return endpoint(socket, socket.getDstAddrList(), socket.getDstPort());
    }

    static void put(InetSkEntry.Builder entry, InetEndpoint local, InetEndpoint remote) {
        entry.addAllSrcAddr(local.words()).setSrcPort(local.port());
        entry.addAllDstAddr(remote.words()).setDstPort(remote.port());
        int scope = local.scopeId() != 0 ? local.scopeId() : remote.scopeId();
        if (scope != 0) {
            entry.setIfname(NetworkInterfaces.name(scope));
        }
    }

    private static InetEndpoint endpoint(InetSkEntry socket, List<Integer> words, int port) {
        try {
            InetEndpoint endpoint = new InetEndpoint(socket.getFamily(), words, port, 0);
            if (!socket.hasIfname() || !endpoint.isLinkLocal()) {
                return endpoint;
            }
            return new InetEndpoint(socket.getFamily(), words, port, NetworkInterfaces.index(socket.getIfname()));
        } catch (IllegalArgumentException e) {
            throw new ImageFormatException(
                    ImageKind.FILES.fileName(0), "socket " + socket.getId() + ": " + e.getMessage(), e);
        }
    }
}
