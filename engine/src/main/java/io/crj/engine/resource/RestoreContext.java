package io.crj.engine.resource;

import io.crj.engine.RestoreOptions;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.trace.RemoteTask;
import java.util.Optional;
import java.util.function.Function;

/** What a kind may use while it restores. */
public interface RestoreContext extends SharedState {

    RestoreOptions options();

    /** Makes something on the calling thread in the network namespace that the image says a socket is in. */
    void inNetworkOf(FileEntry socket, Runnable work);

    /** To be told, before it is done, of whatever this process's death would leave behind. */
    Journal journal();

    ImageSet image();

    /** The open file with image number {@code fileId}, if it has been restored already; stays owned by the context. */
    Optional<Fd> opened(int fileId);

    /**
     * The file without a name that had this place on the host of the dump, if the image has it; stays owned by the context.
     *
     * @param device the kernel's number of its file system
     */
    Optional<Fd> ghost(int device, long inode);

    /** The pid by which this process knows one of the tree's, given by its own number; others keep theirs. */
    int outerPid(int ownPid);

    /** A copy of an open file of this process in a task of the tree, at the lowest free number; whoever asks closes it. */
    int give(RemoteTask task, Fd file);

    /** A living process of the tree, given by its own number, that makes system calls for us. */
    Optional<Helper> helper(int ownPid);

    /**
     * Has something done by a process of the tree, given by its own number; by one that is there for that only when it has
     * ended, which has another number if that one is taken by now.
     */
    <T> Optional<T> acting(int ownPid, Function<Helper, Optional<T>> action);

    /** A process of the tree that is not finished yet: it still is root, and where this process is. */
    interface Helper {

        RemoteTask task();

        /** A copy of {@code fd} there, the caller's to close. */
        int give(Fd fd);
    }

    /** Sets who gets the file's SIGIO. */
    void setOwner(Fd fd, FownEntry owner);

    /** To be run, in order, once all open files are made and before any process gets one of them. */
    void onOpened(Runnable step);

    /** To be run, in order, once memory and descriptors are in place; the tree is still held and may yet be given up. */
    void onComplete(Runnable step);

    /** To be run, in order, after the network was unlocked and before the tree's threads run. */
    void onResume(Runnable step);
}
