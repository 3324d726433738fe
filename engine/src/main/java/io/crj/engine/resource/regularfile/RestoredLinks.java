package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.Side;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.TreeRoot;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary names that a dump gave to files, opened and in the end removed. */
final class RestoredLinks {

    private static final Logger LOG = LoggerFactory.getLogger(RestoredLinks.class);

    private final Map<String, FileStat> used = new LinkedHashMap<>();
    private final Journal journal;

    RestoredLinks(Journal journal) {
        this.journal = journal;
    }

    /**
     * Opens the file behind a temporary name.
     *
     * @param root where both names begin
     * @param link the temporary name
     * @param name the one that is gone; links of /proc are going to show it as deleted
     * @return open for its place only (O_PATH), the caller's
     */
    Fd open(TreeRoot root, String link, String name) {
        if (!DumpedLinks.isLinkName(link)) {
            throw new ImageFormatException(
                    ImageKind.REMAP_FPATH.fileName(0), "leads to " + link + ", which is no temporary name of a dump");
        }
        String place = root.reach(link);
        FileStat wanted = stat(place, link, name);
        Fd file = PassingName.open(root, name, free -> PathCalls.link(place, free), journal);
        if (!FileCalls.stat(file).isSame(wanted)) {
            file.close();
            throw new EngineException(link + " became another file while it was opened");
        }
        journal.note(LinkRemapAftermath.effect(root.noted(link), wanted, Side.RESTORE));
        used.put(place, wanted);
        return file;
    }

    private static FileStat stat(String place, String link, String name) {
        try {
            return PathCalls.statOfName(place);
        } catch (SyscallException e) {
            throw new EngineException(
                    link + ", the temporary name of file " + name + ", is not here (" + e.getMessage()
                            + "): it has to be on a file system that both hosts share, and a restore of the same image"
                            + " removes it",
                    e);
        }
    }

    /** Removes them; one that cannot be removed is left to be told about, for the tree is complete. */
    void remove() {
        used.forEach((link, file) -> {
            try {
                if (PathCalls.statOfName(link).isSame(file)) {
                    FileCalls.unlink(link);
                }
            } catch (SyscallException e) {
                LOG.warn("temporary name {} could not be removed: {}", link, e.getMessage());
            }
        });
        used.clear();
    }
}
