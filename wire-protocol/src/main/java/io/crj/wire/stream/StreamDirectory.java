package io.crj.wire.stream;

/** Finds the receiver that a stream is meant for; called on a connection's thread. */
public interface StreamDirectory {

    /** For a server that takes no streams. */
    StreamDirectory EMPTY = migrationId -> null;

    /** The receiver of {@code migrationId}; null when none is prepared here. */
    StreamReceiver find(String migrationId);
}
