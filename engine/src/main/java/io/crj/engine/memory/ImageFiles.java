package io.crj.engine.memory;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.SharedObjects;
import io.crj.engine.resource.memfd.MemfdObjects;
import io.crj.engine.resource.regularfile.RegularFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Files that an image refers to by number, opened on this host. */
public final class ImageFiles implements AutoCloseable {

    private final ImageSet image;
    private final SharedObjects shared = new SharedObjects();
    private final Map<Integer, FileEntry> entries = new HashMap<>();
    private final Map<Key, Fd> open = new HashMap<>();

    private record Key(int id, int access) {}

    /** Takes in the regular and memory files of {@code image}. */
    public ImageFiles(ImageSet image) {
        this.image = image;
        for (FileEntry entry : image.messages(FileEntry.class, ImageKind.FILES, 0)) {
            if (entry.hasReg()) {
                entries.put(entry.getId(), rooted(entry));
            } else if (entry.hasMemfd()) {
                entries.put(entry.getId(), entry);
            }
        }
    }

    /** Some writers leave the leading slash to the reader. */
    private static FileEntry rooted(FileEntry entry) {
        RegFileEntry file = entry.getReg();
        return file.getName().startsWith("/")
                ? entry
                : entry.toBuilder()
                        .setReg(file.toBuilder().setName("/" + file.getName()))
                        .build();
    }

    private FileEntry entry(int id) {
        FileEntry entry = entries.get(id);
        if (entry == null) {
            throw new ImageFormatException(ImageKind.FILES.fileName(0), "has no file with number " + id);
        }
        return entry;
    }

    /** How links of /proc that lead to file {@code id} are going to read. */
    public String path(int id) {
        return isNamed(id)
                ? entry(id).getReg().getName()
                : ProcFile.link("/proc/self/fd/" + open(id, Fcntl.O_RDONLY).number());
    }

    /** Text that tells file {@code id} from all others, also from those that once had the same name. */
    String identity(int id) {
        String path = path(id);
        return isNamed(id)
                ? path
                : path + " " + FileCalls.stat(open(id, Fcntl.O_RDONLY)).inode();
    }

    private boolean isNamed(int id) {
        FileEntry entry = entry(id);
        return entry.hasReg() && !RegularFiles.isRemapped(entry.getReg(), image, shared);
    }

    /**
     * The file; stays owned by this.
     *
     * @param flags as in open(2); only the access mode matters
     */
    public Fd open(int id, int flags) {
        FileEntry entry = entry(id);
        if (entry.hasMemfd()) {
            return openMemory(id, entry.getMemfd().getInodeId(), flags & Fcntl.O_ACCMODE);
        }
        return open.computeIfAbsent(
                new Key(id, flags & Fcntl.O_ACCMODE),
                key -> RegularFiles.open(entry.getReg(), key.access, image, shared));
    }

    private Fd openMemory(int id, int inodeId, int access) {
        // Some writers say of every mapping that its file was open for writing, which no such file could be sealed
        // under.
        if (access == Fcntl.O_RDWR && !memory().isReadOnly(inodeId)) {
            // Nobody has to open it for that: a file that somebody did cannot be executed.
            return memory().file(inodeId);
        }
        return open.computeIfAbsent(
                new Key(id, Fcntl.O_RDONLY), key -> FileCalls.reopen(memory().file(inodeId), key.access));
    }

    /** Does something with a file that need not be possible later on, such as entering a directory of a process's in /proc. */
    public void with(int id, Consumer<Fd> work) {
        RegularFiles.open(entry(id).getReg(), Fcntl.O_RDONLY, image, shared, work)
                .close();
    }

    /** The memory file whose contents are those of shared object {@code shmid}, if it is one; stays owned by this. */
    Optional<Fd> memory(long shmid) {
        return memory().find(shmid);
    }

    /** The memory files. */
    public MemfdObjects memory() {
        return MemfdObjects.of(image, shared);
    }

    /** State of the restore that descriptors and mappings have in common. */
    public SharedObjects shared() {
        return shared;
    }

    @Override
    public void close() {
        open.values().forEach(Fd::close);
        open.clear();
        shared.close();
    }
}
