package io.crj.engine.memory;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import java.util.HashMap;
import java.util.Map;

/** Files that an image refers to by number, opened on this host. */
public final class ImageFiles implements AutoCloseable {

    private static final int O_ACCMODE = 3;
    private static final int O_CLOEXEC = 02000000;

    private final Map<Integer, RegFileEntry> entries = new HashMap<>();
    private final Map<Integer, Fd> open = new HashMap<>();

    /** Takes in the regular files of {@code image}. */
    public ImageFiles(ImageSet image) {
        for (FileEntry entry : image.messages(FileEntry.class, ImageKind.FILES, 0)) {
            if (entry.hasReg()) {
                entries.put(entry.getId(), entry.getReg());
            }
        }
    }

    /** Absolute path of file {@code id}. */
    public String path(int id) {
        RegFileEntry entry = entries.get(id);
        if (entry == null) {
            throw new ImageFormatException(ImageKind.FILES.fileName(0), "has no regular file with number " + id);
        }
        // Some writers leave the leading slash to the reader.
        return entry.getName().startsWith("/") ? entry.getName() : "/" + entry.getName();
    }

    /** The file, opened the way the image says; stays owned by this. */
    public Fd open(int id) {
        return open.computeIfAbsent(id, key -> {
            String path = path(key);
            Fd fd = FileCalls.open(path, entries.get(key).getFlags() & O_ACCMODE | O_CLOEXEC, 0);
            try {
                check(path, entries.get(key), FileCalls.stat(fd));
                return fd;
            } catch (RuntimeException e) {
                fd.close();
                throw e;
            }
        });
    }

    private static void check(String path, RegFileEntry entry, FileStat stat) {
        if (entry.hasSize() && stat.isRegular() && stat.sizeBytes() != entry.getSize()) {
            throw new EngineException(path + " has " + stat.sizeBytes() + " bytes here, " + entry.getSize()
                    + " where the image was made: both hosts need the same file");
        }
    }

    @Override
    public void close() {
        open.values().forEach(Fd::close);
        open.clear();
    }
}
