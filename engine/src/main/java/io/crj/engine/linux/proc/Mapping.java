package io.crj.engine.linux.proc;

import io.crj.engine.linux.abi.Mman;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One mapping as {@code /proc/PID/smaps} shows it; proc(5).
 *
 * @param end exclusive
 * @param prot PROT_ bits
 * @param offset in the file, in bytes
 * @param device major and minor number in hexadecimal, as printed
 * @param path file, {@code [name]} or empty; {@code (deleted)} is left on
 * @param flags two-letter codes of the line VmFlags; empty when read from {@code maps}
 */
public record Mapping(
        long start,
        long end,
        int prot,
        boolean shared,
        long offset,
        String device,
        long inode,
        String path,
        Set<String> flags) {

    /** Among {@link #flags()} of memory under a protection key other than 0; pkeys(7). */
    public static final String PROTECTION_KEY = "pkey";

    private static final String FLAGS = "VmFlags:";
    private static final String KEY = "ProtectionKey:";
    private static final String SEGMENT = "/SYSV";

    /** Parses the text of smaps, or of maps. */
    public static List<Mapping> parse(String text) {
        List<Mapping> mappings = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int eol = text.indexOf('\n', at);
            int end = eol < 0 ? text.length() : eol;
            char first = text.charAt(at);
            boolean head = (first >= '0' && first <= '9') || (first >= 'a' && first <= 'f');
            if (head) {
                mappings.add(head(text.substring(at, end)));
            } else if (text.startsWith(FLAGS, at)) {
                int last = mappings.size() - 1;
                mappings.set(last, mappings.get(last).withFlags(text.substring(at + FLAGS.length(), end)));
            } else if (text.startsWith(KEY, at)
                    && !text.substring(at + KEY.length(), end).isBlank()) {
                int last = mappings.size() - 1;
                mappings.set(
                        last,
                        mappings.get(last)
                                .withKey(text.substring(at + KEY.length(), end).trim()));
            }
            at = end + 1;
        }
        return mappings;
    }

    /** The mappings of process {@code pid}. */
    public static List<Mapping> read(int pid) {
        return parse(ProcFile.text("/proc/" + pid + "/smaps"));
    }

    private static Mapping head(String line) {
        String[] fields = line.split(" +", 6);
        int dash = fields[0].indexOf('-');
        String rights = fields[1];
        int prot = (rights.charAt(0) == 'r' ? Mman.PROT_READ : 0)
                | (rights.charAt(1) == 'w' ? Mman.PROT_WRITE : 0)
                | (rights.charAt(2) == 'x' ? Mman.PROT_EXEC : 0);
        return new Mapping(
                Long.parseUnsignedLong(fields[0], 0, dash, 16),
                Long.parseUnsignedLong(fields[0], dash + 1, fields[0].length(), 16),
                prot,
                rights.charAt(3) == 's',
                Long.parseUnsignedLong(fields[2], 16),
                fields[3],
                Long.parseLong(fields[4]),
                fields.length > 5 ? fields[5] : "",
                Set.of());
    }

    /** Memory that can only be executed has a key from the kernel, and will have one again. */
    private Mapping withKey(String key) {
        return key.equals("0") || prot == Mman.PROT_EXEC ? this : withFlags(PROTECTION_KEY);
    }

    private Mapping withFlags(String codes) {
        Set<String> all = new HashSet<>(flags);
        all.addAll(List.of(codes.trim().split(" +")));
        return new Mapping(start, end, prot, shared, offset, device, inode, path, Set.copyOf(all));
    }

    public boolean has(String flag) {
        return flags.contains(flag);
    }

    public boolean isAnonymous() {
        return inode == 0 && !isSpecial() && !isSystemVSegment();
    }

    /** Whether it shows a System V segment, whose id, which may be 0, is its inode number; shmget(2). */
    public boolean isSystemVSegment() {
        return path.startsWith(SEGMENT);
    }

    public boolean isVdso() {
        return path.equals("[vdso]");
    }

    /** The pages beside the vdso that the kernel fills: {@code [vvar]}, {@code [vvar_vclock]}. */
    public boolean isVvar() {
        return path.startsWith("[vvar");
    }

    public boolean isVsyscall() {
        return path.equals("[vsyscall]");
    }

    /** Whether the kernel put it there. */
    public boolean isSpecial() {
        return isVdso() || isVvar() || isVsyscall();
    }

    public long sizeBytes() {
        return end - start;
    }
}
