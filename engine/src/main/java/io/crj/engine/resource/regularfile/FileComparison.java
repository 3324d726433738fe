package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.FileStat;

/** Whether the file that is here is the one an image means. */
final class FileComparison {

    private FileComparison() {}

    /** How errors call the file of an entry. */
    static String describe(RegFileEntry entry) {
        return "file " + entry.getName() + " (open file " + Integer.toUnsignedString(entry.getId()) + ")";
    }

    /** @throws EngineException saying what is different */
    static void compare(RegFileEntry entry, FileStat found) {
        int type = found.mode() & Stat.S_IFMT;
        if (entry.hasMode() && type != (entry.getMode() & Stat.S_IFMT)) {
            throw different(
                    entry,
                    "of type 0" + Integer.toOctalString(type),
                    "of type 0" + Integer.toOctalString(entry.getMode() & Stat.S_IFMT));
        }
        boolean pathOnly = (entry.getFlags() & Fcntl.O_PATH) != 0;
        if (!pathOnly && !isCarried(found)) {
            throw new EngineException(describe(entry) + " is a kind of file that is not supported yet (mode 0"
                    + Integer.toOctalString(found.mode()) + ")");
        }
        if (entry.hasRdev() && found.rdev() != entry.getRdev()) {
            throw different(entry, Devices.describe(found), "device " + device(entry.getRdev()));
        }
        if (entry.hasSize() && found.isRegular() && !pathOnly) {
            compareSize(entry, found.sizeBytes());
        }
    }

    private static boolean isCarried(FileStat found) {
        return found.isRegular() || found.isDirectory() || found.isFifo() || Devices.isHarmless(found);
    }

    /** A file that is written to may have grown since; it cannot have lost what the program wrote. */
    private static void compareSize(RegFileEntry entry, long sizeBytes) {
        boolean readOnly = (entry.getFlags() & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY;
        boolean asExpected = readOnly ? sizeBytes == entry.getSize() : sizeBytes >= entry.getSize();
        if (!asExpected) {
            throw different(entry, sizeBytes + " bytes long", Long.toUnsignedString(entry.getSize()) + " bytes");
        }
    }

    private static String device(long rdev) {
        return Stat.major(rdev) + ":" + Stat.minor(rdev);
    }

    private static EngineException different(RegFileEntry entry, String found, String expected) {
        return new EngineException(describe(entry) + " is " + found + " here, but the image expects " + expected
                + "; the same file has to be on both hosts");
    }
}
