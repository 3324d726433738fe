package io.crj.engine.resource;

import io.crj.engine.DumpOptions;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.Fd;
import java.util.OptionalInt;

/** What a kind may use while it dumps; the tree is frozen. */
public interface DumpContext extends SharedState {

    DumpOptions options();

    /** To be told, before it is done, of whatever this process's death would leave behind. */
    Journal journal();

    /** Receives whatever belongs into a file of its own, such as a pipe's queued bytes. */
    ImageBuilder image();

    /** A copy of the open file in this process; the context closes it after the dump. */
    Fd local(FdProbe probe);

    /** Who gets the file's SIGIO. */
    FownEntry owner(FdProbe probe);

    /** All open files of the tree. */
    Iterable<OpenFile> openFiles();

    /** Number in the image of the mount that {@code path}, of this process, is on; empty when the image has no mounts. */
    OptionalInt mountId(String path);

    /** To be run, newest first, if the tree resumes on this host after all; also when this dump fails half-way. */
    void onAbort(Runnable undo);
}
