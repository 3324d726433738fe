package io.crj.engine.namespace.net;

import io.crj.engine.image.proto.FileEntry;

/** Says of a socket in {@code files.img} which network namespace it is in; CRIU makes it there. */
public final class SocketNamespace {

    private SocketNamespace() {}

    /** The namespace's number in the image; 0 when the entry does not say. */
    public static int of(FileEntry entry) {
        return switch (entry.getType()) {
            case INETSK -> entry.getIsk().getNsId();
            case UNIXSK -> entry.getUsk().getNsId();
            case TUNF -> entry.getTunf().getNsId();
            default -> 0;
        };
    }

    /**
     * The entry of a socket with its namespace; any other as it is.
     *
     * @param namespaceId the namespace's number in the image
     */
    public static FileEntry mark(FileEntry entry, int namespaceId) {
        if (entry.hasIsk()) {
            return entry.toBuilder()
                    .setIsk(entry.getIsk().toBuilder().setNsId(namespaceId))
                    .build();
        }
        if (entry.hasUsk()) {
            return entry.toBuilder()
                    .setUsk(entry.getUsk().toBuilder().setNsId(namespaceId))
                    .build();
        }
        if (entry.hasPsk()) {
            return entry.toBuilder()
                    .setPsk(entry.getPsk().toBuilder().setNsId(namespaceId))
                    .build();
        }
        if (entry.hasNlsk()) {
            return entry.toBuilder()
                    .setNlsk(entry.getNlsk().toBuilder().setNsId(namespaceId))
                    .build();
        }
        if (entry.hasTunf()) {
            return entry.toBuilder()
                    .setTunf(entry.getTunf().toBuilder().setNsId(namespaceId))
                    .build();
        }
        return entry;
    }
}
