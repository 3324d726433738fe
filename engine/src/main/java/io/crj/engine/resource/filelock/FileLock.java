package io.crj.engine.resource.filelock;

import io.crj.engine.linux.abi.Fcntl;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lock on a file, or a lease, as {@code /proc/PID/fdinfo} shows it with the descriptor it was made through; fs/locks.c.
 *
 * @param flag which kind, in the numbers of images
 * @param type F_RDLCK, F_WRLCK or F_UNLCK, of a lease that is being broken with {@link #BREAKING}
 * @param lengthBytes 0 for all that follows
 */
record FileLock(int flag, int type, long start, long lengthBytes) {

    static final int POSIX = 1;
    static final int FLOCK = 2;
    static final int OFD = 4;
    static final int LEASE = 8;

    /** Somebody waits for the lease's end; the type then is what is to be left of it. */
    static final int BREAKING = 4;

    private static final String PREFIX = "lock:";
    private static final Pattern LINE = Pattern.compile(
            "lock:\\s*\\d+:\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)\\s+(-?\\d+) [0-9a-f]+:[0-9a-f]+:\\d+ (\\d+) (\\d+|EOF)\\s*");

    static boolean isShownBy(String line) {
        return line.startsWith(PREFIX);
    }

    /** As the kernel puts it, for errors. */
    static String describe(String line) {
        return line.substring(PREFIX.length()).trim();
    }

    /** Empty for a kind that images have no number for. */
    static Optional<FileLock> parse(String line) {
        Matcher words = LINE.matcher(line);
        if (!words.matches()) {
            return Optional.empty();
        }
        int flag = flag(words.group(1));
        int type = type(words.group(3));
        if (flag == 0 || type < 0) {
            return Optional.empty();
        }
        boolean breaking = flag == LEASE && words.group(2).equals("BREAKING");
        long start = Long.parseLong(words.group(5));
        long length = words.group(6).equals("EOF") ? 0 : Long.parseLong(words.group(6)) + 1 - start;
        return Optional.of(new FileLock(flag, breaking ? type | BREAKING : type, start, length));
    }

    private static int flag(String kind) {
        return switch (kind) {
            case "POSIX" -> POSIX;
            case "FLOCK" -> FLOCK;
            case "OFDLCK" -> OFD;
            case "LEASE" -> LEASE;
            default -> 0;
        };
    }

    private static int type(String mode) {
        return switch (mode) {
            case "READ" -> Fcntl.F_RDLCK;
            case "WRITE" -> Fcntl.F_WRLCK;
            case "UNLCK" -> Fcntl.F_UNLCK;
            default -> -1;
        };
    }

    /** Whether it belongs to a process, not to the open file that several may share. */
    boolean isOfProcess() {
        return flag == POSIX;
    }
}
