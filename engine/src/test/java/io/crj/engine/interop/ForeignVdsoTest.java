package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageFile;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PagemapEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.MemoryFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of kernels whose vdso is another one: a program that has remembered its addresses does not notice. */
class ForeignVdsoTest {

    private static final int VDSO = 1 << 3;
    private static final int VVAR = 1 << 12;
    private static final int PAGE_BYTES = 4096;
    /** Of the ELF header, where nothing stands. */
    private static final int UNUSED_BYTE = 9;

    @TempDir
    Path tmp;

    private Path image;
    private Victim victim;

    @BeforeEach
    void dump() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
        Files.createDirectory(tmp.resolve("memory"));
        victim = Victim.start("memory/clocks", tmp);
        Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
        victim.awaitGone();
    }

    @Test
    void shouldLeadAnotherCodeToItsOwn() throws Exception {
        changeCode();
        restore();
    }

    @Test
    void shouldLeadAnotherLayoutToItsOwn() throws Exception {
        MmEntry mm = mm();
        MmEntry.Builder other = mm.toBuilder();
        for (int i = 0; i < mm.getVmasCount(); i++) {
            if ((mm.getVmas(i).getStatus() & VVAR) != 0) {
                other.getVmasBuilder(i).setStart(mm.getVmas(i).getStart() + PAGE_BYTES);
            }
        }
        ImageBuilder builder = new ImageBuilder();
        builder.add(ImageKind.MM, Integer.parseInt(victim.pid()), other.build());
        Files.write(
                file(ImageKind.MM),
                builder.files().get(file(ImageKind.MM).getFileName().toString()));
        restoreTwice();
    }

    private void restore() throws Exception {
        VmaEntry old = vdso();
        try (Victim restored = victim) {
            Crj.run("restore", "-D", image.toString(), "-d");
            restored.assertUnharmed();
            assertLeads(old);
        }
    }

    private void restoreTwice() throws Exception {
        VmaEntry old = vdso();
        try (Victim restored = victim) {
            Crj.run("restore", "-D", image.toString(), "-d");
            Path again = Files.createDirectory(tmp.resolve("again"));
            Crj.run("dump", "-t", restored.pid(), "-D", again.toString());
            Crj.run("restore", "-D", again.toString(), "-d");
            restored.assertUnharmed();
            assertLeads(old);
        }
    }

    /** Code of the old one that jumps into the one of this kernel. */
    private void assertLeads(VmaEntry old) {
        Mapping own = Mapping.read(Integer.parseInt(victim.pid())).stream()
                .filter(Mapping::isVdso)
                .findFirst()
                .orElseThrow();
        assertThat(own.start()).isNotEqualTo(old.getStart());
        ByteBuffer code = ByteBuffer.allocateDirect((int) (old.getEnd() - old.getStart()));
        try (MemoryFile memory = new MemoryFile(Integer.parseInt(victim.pid()))) {
            assertThat(memory.read(old.getStart(), code)).isTrue();
        }
        code.order(ByteOrder.LITTLE_ENDIAN);
        int jumps = 0;
        for (int at = 0; at < code.capacity() - 12; at++) {
            long to = code.getLong(at + 2);
            boolean jump = code.getShort(at) == (short) 0xb848 && code.getShort(at + 10) == (short) 0xe0ff;
            jumps += jump && to >= own.start() && to < own.end() ? 1 : 0;
        }
        assertThat(jumps).isGreaterThanOrEqualTo(5);
    }

    private void changeCode() throws IOException {
        long before = 0;
        long wanted = vdso().getStart();
        for (ImageEntry entry : entries(ImageKind.PAGEMAP)) {
            if (entry.message() instanceof PagemapEntry run) {
                if (run.getVaddr() <= wanted && wanted < run.getVaddr() + run.getNrPages() * PAGE_BYTES) {
                    before += wanted - run.getVaddr();
                    break;
                }
                before += run.getNrPages() * PAGE_BYTES;
            }
        }
        try (RandomAccessFile pages =
                new RandomAccessFile(image.resolve("pages-1.img").toFile(), "rw")) {
            pages.seek(before + 1);
            byte[] elf = new byte[3];
            pages.readFully(elf);
            assertThat(elf).isEqualTo(new byte[] {'E', 'L', 'F'});
            pages.seek(before + UNUSED_BYTE);
            pages.write(77);
        }
    }

    private VmaEntry vdso() throws IOException {
        List<VmaEntry> mappings = mm().getVmasList();
        return mappings.stream()
                .filter(vma -> (vma.getStatus() & VDSO) != 0)
                .findFirst()
                .orElseThrow();
    }

    private MmEntry mm() throws IOException {
        return (MmEntry) entries(ImageKind.MM).get(0).message();
    }

    private List<ImageEntry> entries(ImageKind kind) throws IOException {
        List<ImageEntry> entries = new ArrayList<>();
        ImageFile.read(file(kind)).forEach(entries::add);
        return entries;
    }

    private Path file(ImageKind kind) {
        return image.resolve(kind.fileName(Integer.parseInt(victim.pid())));
    }
}
