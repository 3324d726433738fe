package io.crj.engine.memory;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.linux.abi.Elf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The functions of a vdso, which is a shared library in ELF; vdso(7), elf(5). */
final class VdsoSymbols {

    private VdsoSymbols() {}

    /** @param offset from the beginning of the library */
    record Function(long offset, long sizeBytes) {}

    /**
     * By name.
     *
     * @param library all of it, in little-endian order; may come from an image
     * @throws ImageFormatException when it is no such library
     */
    static Map<String, Function> read(ByteBuffer library) {
        try {
            if (library.getInt(0) != Elf.MAGIC) {
                throw new ImageFormatException("pages", "the vdso is no ELF library");
            }
            return sections(library);
        } catch (IndexOutOfBoundsException e) {
            throw new ImageFormatException("pages", "the vdso has a table beyond its end");
        }
    }

    private static Map<String, Function> sections(ByteBuffer library) {
        Map<String, Function> functions = new HashMap<>();
        int table = (int) library.getLong(Elf.SECTIONS_AT);
        for (int i = 0; i < Short.toUnsignedInt(library.getShort(Elf.SECTION_COUNT_AT)); i++) {
            int section = table + i * Elf.SECTION_BYTES;
            if (library.getInt(section + Elf.SECTION_TYPE) == Elf.SHT_DYNSYM) {
                int names = table + library.getInt(section + Elf.SECTION_LINK) * Elf.SECTION_BYTES;
                symbols(library, section, (int) library.getLong(names + Elf.SECTION_OFFSET), functions);
            }
        }
        return functions;
    }

    private static void symbols(ByteBuffer library, int section, int names, Map<String, Function> functions) {
        int start = (int) library.getLong(section + Elf.SECTION_OFFSET);
        long count = library.getLong(section + Elf.SECTION_SIZE) / Elf.SYMBOL_BYTES;
        for (int i = 0; i < count; i++) {
            int symbol = start + i * Elf.SYMBOL_BYTES;
            boolean function = (library.get(symbol + Elf.SYMBOL_INFO) & Elf.SYMBOL_TYPE_MASK) == Elf.STT_FUNC;
            long offset = library.getLong(symbol + Elf.SYMBOL_VALUE);
            long size = library.getLong(symbol + Elf.SYMBOL_SIZE);
            if (function && offset > 0 && size > 0 && offset <= library.limit() - size) {
                functions.put(name(library, names + library.getInt(symbol)), new Function(offset, size));
            }
        }
    }

    private static String name(ByteBuffer library, int at) {
        int end = at;
        while (library.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[end - at];
        library.get(at, name);
        return new String(name, StandardCharsets.US_ASCII);
    }
}
