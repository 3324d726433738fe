package io.crj.engine.cli;

import com.google.protobuf.UnsafeByteOperations;
import io.crj.engine.cli.ProcessorOptions.Ability;
import io.crj.engine.image.proto.CpuinfoX86Entry;
import io.crj.engine.linux.abi.Xfeatures;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Cpuid;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the processor of this host can do, as {@code cpuinfo.img} says it; leaves are those of the cpuid instruction. */
final class Processor {

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final int D = 3;

    /** Leaf, subleaf and register of each word of the image; a leaf of 0 for what Linux keeps there. */
    private static final int[][] WORDS = {
        {1, 0, D},
        {0x8000_0001, 0, D},
        {0x8086_0001, 0, D},
        {0, 0, 0},
        {1, 0, C},
        {0xc000_0001, 0, D},
        {0x8000_0001, 0, C},
        {0, 0, 0},
        {0, 0, 0},
        {7, 0, B},
        {0xd, 1, A},
        {7, 0, C},
        {0xf, 1, D},
        {0x8000_0008, 0, B},
        {6, 0, A},
        {0x8000_000a, 0, D},
        {0xf, 0, D},
        {0x8000_0007, 0, B},
        {7, 0, D}
    };

    /** Version of the word list. */
    private static final int VERSION = 2;

    /** The one word of Linux's that says something of the processor, and its bits by their names in /proc/cpuinfo. */
    private static final int LINUX_WORD = 3;

    private static final List<LinuxBit> LINUX_BITS =
            List.of(new LinuxBit("rep_good", 16), new LinuxBit("nopl", 20), new LinuxBit("cpuid", 25));

    /** State that every 64-bit processor saves whether it is asked to or not: readers take it for granted. */
    private static final long SSE_STATE = 2;

    private record LinuxBit(String flag, int bit) {}

    private Processor() {}

    /** Reads the processor this thread runs on. */
    static CpuinfoX86Entry read() {
        try (Cpuid cpu = new Cpuid()) {
            int[] signature = cpu.query(1, 0);
            int[] state = cpu.query(0xd, 0);
            CpuinfoX86Entry.Builder entry = CpuinfoX86Entry.newBuilder()
                    .setVendorId(vendor(cpu))
                    .setCpuFamily(family(signature[A]))
                    .setModel((signature[A] >>> 4 & 0xf) + (signature[A] >>> 12 & 0xf0))
                    .setStepping(signature[A] & 0xf)
                    .setCapabilityVer(VERSION)
                    .setModelId(name(cpu))
                    .setXfeaturesMask((Integer.toUnsignedLong(state[A]) | (long) state[D] << 32) & ~SSE_STATE)
                    .setXsaveSize(state[B])
                    .setXsaveSizeMax(state[C]);
            for (int word = 0; word < WORDS.length; word++) {
                entry.addCapability(word == LINUX_WORD ? linuxWord() : word(cpu, WORDS[word]));
            }
            return entry.build();
        }
    }

    private static int word(Cpuid cpu, int[] place) {
        int leaf = place[0];
        // The first leaf of a group says which is its last.
        boolean known = leaf != 0 && Integer.compareUnsigned(leaf, cpu.query(leaf & 0xffff_0000, 0)[A]) <= 0;
        return known ? cpu.query(leaf, place[1])[place[2]] : 0;
    }

    private static int linuxWord() {
        String cpuinfo = ProcFile.text("/proc/cpuinfo");
        int begin = cpuinfo.indexOf("\nflags");
        Set<String> flags = new HashSet<>(
                Arrays.asList(cpuinfo.substring(cpuinfo.indexOf(':', begin) + 1, cpuinfo.indexOf('\n', begin + 1))
                        .trim()
                        .split(" ")));
        return LINUX_BITS.stream()
                .filter(bit -> flags.contains(bit.flag()))
                .mapToInt(bit -> 1 << bit.bit())
                .sum();
    }

    private static CpuinfoX86Entry.Vendor vendor(Cpuid cpu) {
        int[] leaf = cpu.query(0, 0);
        return switch (text(List.of(leaf[B], leaf[D], leaf[C]))) {
            case "GenuineIntel" -> CpuinfoX86Entry.Vendor.INTEL;
            case "AuthenticAMD" -> CpuinfoX86Entry.Vendor.AMD;
            default -> CpuinfoX86Entry.Vendor.UNKNOWN;
        };
    }

    private static int family(int signature) {
        int family = signature >>> 8 & 0xf;
        return family == 0xf ? family + (signature >>> 20 & 0xff) : family;
    }

    private static String name(Cpuid cpu) {
        List<Integer> words = new ArrayList<>();
        for (int leaf = 0x8000_0002; leaf <= 0x8000_0004; leaf++) {
            for (int word : cpu.query(leaf, 0)) {
                words.add(word);
            }
        }
        return text(words).trim();
    }

    private static String text(List<Integer> words) {
        ByteBuffer bytes = ByteBuffer.allocate(words.size() * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(bytes::putInt);
        return UnsafeByteOperations.unsafeWrap(bytes.flip()).toStringUtf8().replace("\0", "");
    }

    /**
     * What {@code wanted} has and this processor has not.
     *
     * @param compared what of it matters
     * @return a sentence for each; empty when its programs can run here
     */
    static List<String> missing(CpuinfoX86Entry wanted, Set<Ability> compared) {
        CpuinfoX86Entry here = read();
        List<String> missing = new ArrayList<>();
        if (wanted.getVendorId() != here.getVendorId()) {
            missing.add("the image is of a processor by " + wanted.getVendorId() + ", this one is by "
                    + here.getVendorId());
        }
        long state = wanted.getXfeaturesMask() & ~here.getXfeaturesMask();
        if (state != 0 && (compared.contains(Ability.FPU) || compared.contains(Ability.CPU))) {
            missing.add("register state of " + Xfeatures.names(state) + " is not saved here");
        }
        if (compared.contains(Ability.INS) || compared.contains(Ability.CPU)) {
            words(wanted, here, compared.contains(Ability.CPU), missing);
        }
        boolean other = wanted.getCpuFamily() != here.getCpuFamily() || wanted.getModel() != here.getModel();
        if (other && compared.contains(Ability.CPU)) {
            missing.add("the image is of family " + wanted.getCpuFamily() + " model " + wanted.getModel()
                    + ", this one is of family " + here.getCpuFamily() + " model " + here.getModel());
        }
        return missing;
    }

    /** @param exact whether more than is wanted is as wrong as less */
    private static void words(CpuinfoX86Entry wanted, CpuinfoX86Entry here, boolean exact, List<String> missing) {
        int words = Math.min(WORDS.length, wanted.getCapabilityCount());
        for (int word = 0; word < words; word++) {
            int less = wanted.getCapability(word) & ~here.getCapability(word);
            int more = exact ? here.getCapability(word) & ~wanted.getCapability(word) : 0;
            if ((less | more) != 0 && WORDS[word][0] != 0) {
                missing.add(String.format(
                        "cpuid leaf 0x%x.%d, e%cx: bits 0x%x are %s here",
                        WORDS[word][0],
                        WORDS[word][1],
                        "abcd".charAt(WORDS[word][2]),
                        less != 0 ? less : more,
                        less != 0 ? "missing" : "new"));
            }
        }
    }
}
