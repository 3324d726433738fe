package io.crj.engine.linux.abi;

/** 64-bit ELF files; linux/elf.h, elf(5). */
public final class Elf {

    /** In little-endian order. */
    public static final int MAGIC = 0x464c457f;

    public static final int SECTIONS_AT = 40;
    public static final int SECTION_COUNT_AT = 60;

    public static final int SECTION_BYTES = 64;
    public static final int SECTION_TYPE = 4;
    public static final int SECTION_OFFSET = 24;
    public static final int SECTION_SIZE = 32;
    public static final int SECTION_LINK = 40;
    public static final int SHT_DYNSYM = 11;

    public static final int SYMBOL_BYTES = 24;
    public static final int SYMBOL_INFO = 4;
    public static final int SYMBOL_VALUE = 8;
    public static final int SYMBOL_SIZE = 16;
    public static final int SYMBOL_TYPE_MASK = 15;
    public static final int STT_FUNC = 2;

    private Elf() {}
}
