package io.crj.engine.resource.unixsocket;

import io.crj.engine.linux.sys.UnixName;

/** What a unix socket of a tree is connected to. */
sealed interface Peer {

    /** Nothing. */
    record None() implements Peer {}

    /** Another socket of the tree. */
    record Inside(long inode) implements Peer {}

    /** A listening socket of the tree, which has not accepted the connection yet. */
    record Waiting(long inode) implements Peer {}

    /** A socket that no process has open any more. */
    record Closed(UnixName name) implements Peer {}

    /** A datagram socket that stays behind and is found again by name. */
    record Named(long inode, UnixName name) implements Peer {}

    /** A socket that stays behind; whoever restores supplies another connection. */
    record Replaced(long inode) implements Peer {}
}
