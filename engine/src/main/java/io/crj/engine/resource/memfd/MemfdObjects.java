package io.crj.engine.resource.memfd;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MemfdInodeEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Memfd;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.memory.AnonymousMemory;
import io.crj.engine.memory.HugePages;
import io.crj.engine.resource.MemoryFiles;
import io.crj.engine.resource.SharedState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The memory files of a restore, shared by descriptors and mappings: whoever needs one first makes it.
 *
 * <p>Contents are the memory part's: the pages of shared object {@code shmid}, as for any other shared memory. They are to
 * be written through the descriptor before the seals come, which is when all of the tree is complete.
 */
public final class MemfdObjects implements AutoCloseable {

    private final Map<Integer, MemfdInodeEntry> inodes = new HashMap<>();
    private final Map<Integer, Fd> files = new LinkedHashMap<>();
    /** Those whose first descriptor somebody has. */
    private final Set<Integer> given = new HashSet<>();

    private LongFunction<Optional<Fd>> mapped = shmid -> Optional.empty();

    private MemfdObjects() {}

    /** @param state of the restore of {@code image} */
    public static MemfdObjects of(ImageSet image, SharedState state) {
        return state.shared(MemfdObjects.class, () -> {
            MemfdObjects objects = new MemfdObjects();
            objects.read(image);
            return objects;
        });
    }

    private void read(ImageSet image) {
        for (MemfdInodeEntry inode : image.messages(MemfdInodeEntry.class, ImageKind.MEMFD_INODE, 0)) {
            // File entries name it with 32 bits.
            if (inode.getInodeId() >>> Integer.SIZE != 0 || inodes.put((int) inode.getInodeId(), inode) != null) {
                throw corrupt(inode, "has an impossible number, or one that another has too");
            }
            if (inode.getSize() < 0) {
                throw corrupt(inode, "is " + Long.toUnsignedString(inode.getSize()) + " bytes long");
            }
            if (inode.hasHugetlbFlag() && !HugePages.areFlags(inode.getHugetlbFlag(), Memfd.MFD_HUGETLB)) {
                throw corrupt(inode, "has impossible flags 0x" + Integer.toHexString(inode.getHugetlbFlag()));
            }
        }
    }

    private static ImageFormatException corrupt(MemfdInodeEntry inode, String why) {
        return new ImageFormatException(
                ImageKind.MEMFD_INODE.fileName(0),
                "memory file " + Long.toUnsignedString(inode.getInodeId()) + " (" + inode.getName() + ") " + why);
    }

    /**
     * Anonymous shared memory that processes have mapped before the image said that somebody has it open as well.
     *
     * @param known by number of the shared object; the files stay the caller's
     */
    public void adopt(LongFunction<Optional<Fd>> known) {
        mapped = known;
    }

    /** What the image says about it. */
    public MemfdInodeEntry inode(int inodeId) {
        MemfdInodeEntry inode = inodes.get(inodeId);
        if (inode == null) {
            throw new ImageFormatException(
                    ImageKind.MEMFD_INODE.fileName(0),
                    "memory file " + Integer.toUnsignedString(inodeId) + " is missing");
        }
        return inode;
    }

    /** Whether nobody can have it mapped for writing once it is sealed. */
    public boolean isReadOnly(int inodeId) {
        return (inode(inodeId).getSeals() & Fcntl.F_SEAL_WRITE) != 0;
    }

    /** The file for reading and writing, of its size, not sealed yet; stays owned by this. */
    public Fd file(int inodeId) {
        Fd known = files.get(inodeId);
        if (known == null) {
            known = make(inode(inodeId));
            files.put(inodeId, known);
        }
        return known;
    }

    /**
     * A descriptor of the file, the caller's. The first for reading and writing is the one that memfd_create(2) made: it
     * does not count as open for writing, and so the file can be executed; execveat(2).
     *
     * @param flags of open(2)
     */
    Fd open(int inodeId, int flags) {
        Fd file = file(inodeId);
        boolean original = (flags & (Fcntl.O_ACCMODE | Fcntl.O_APPEND)) == Fcntl.O_RDWR && given.add(inodeId);
        return original ? FileCalls.duplicate(file) : FileCalls.reopen(file, flags);
    }

    /** The file whose contents are those of shared object {@code shmid}; empty when there is none such. */
    public Optional<Fd> find(long shmid) {
        return inodes.values().stream()
                .filter(inode -> Integer.toUnsignedLong(inode.getShmid()) == shmid)
                .findFirst()
                .map(inode -> file((int) inode.getInodeId()));
    }

    private Fd empty(MemfdInodeEntry inode) {
        if (!inode.hasHugetlbFlag() && inode.getName().equals(MemoryFiles.ANONYMOUS)) {
            return mapped.apply(Integer.toUnsignedLong(inode.getShmid()))
                    .map(FileCalls::duplicate)
                    .orElseGet(() -> AnonymousMemory.file(inode.getSize(), 0, "shared memory"));
        }
        if (inode.hasHugetlbFlag() && inode.getName().equals(HugePages.ANONYMOUS)) {
            return HugePages.anonymous(inode.getSize(), inode.getHugetlbFlag() & Mman.HUGETLB_SIZE_MASK);
        }
        boolean sealable = inode.getSeals() != Fcntl.F_SEAL_SEAL;
        int flags = Memfd.MFD_CLOEXEC | (sealable ? Memfd.MFD_ALLOW_SEALING : 0) | inode.getHugetlbFlag();
        return FileCalls.memfd(inode.getName(), flags);
    }

    private Fd make(MemfdInodeEntry inode) {
        Fd file = empty(inode);
        try {
            FileCalls.truncate(file, inode.getSize());
            if (inode.getUid() != 0 || inode.getGid() != 0) {
                FileCalls.changeOwner(file, inode.getUid(), inode.getGid());
            }
            if (inode.hasMode()) {
                FileCalls.changeMode(file, inode.getMode() & Stat.PERMISSIONS);
            }
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Adds the seals; nobody has the files mapped for writing any more but those who had before they were sealed. */
    public void seal() {
        files.forEach((inodeId, file) -> {
            int seals = inode(inodeId).getSeals();
            int present = (int) FileCalls.fcntl(file, Fcntl.F_GET_SEALS, 0);
            if (seals != present) {
                FileCalls.fcntl(file, Fcntl.F_ADD_SEALS, seals & ~present);
            }
        });
    }

    @Override
    public void close() {
        files.values().forEach(Fd::close);
    }
}
