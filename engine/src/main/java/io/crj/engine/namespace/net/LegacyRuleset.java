package io.crj.engine.namespace.net;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.proc.ProcFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of iptables(8) that lie in the kernel's older tables, as the text that iptables-save(8) writes. */
enum LegacyRuleset {
    IPV4(ImageKind.IPTABLES, "ip_tables_names", "iptables"),
    IPV6(ImageKind.IP6TABLES, "ip6_tables_names", "ip6tables");

    private final ImageKind kind;
    private final String tables;
    private final String program;

    LegacyRuleset(ImageKind kind, String tables, String program) {
        this.kind = kind;
        this.tables = tables;
        this.program = program;
    }

    ImageKind kind() {
        return kind;
    }

    private boolean isThere() {
        String file = "/proc/thread-self/net/" + tables;
        return Files.exists(Path.of(file)) && ProcFile.bytes(file).length > 0;
    }

    /** Those that are there in the calling thread's network namespace. */
    static Set<LegacyRuleset> present() {
        Set<LegacyRuleset> present = EnumSet.noneOf(LegacyRuleset.class);
        Stream.of(values()).filter(LegacyRuleset::isThere).forEach(present::add);
        return present;
    }

    /** Their text, counters included. */
    byte[] list(Tool tool) {
        return tool.run(new byte[0], program("save"), "--counters");
    }

    /** Makes what a text says, counters included. */
    void load(Tool tool, byte[] text) {
        tool.run(text, program("restore"), "--counters");
    }

    /** Fails when the program is missing. */
    void requireProgram() {
        program("save");
    }

    private String program(String verb) {
        return Tool.find(program + "-legacy-" + verb)
                .orElseThrow(() -> new EngineException("the network namespace has " + program
                        + " rules, and there is no " + program + "-legacy-" + verb
                        + " program on this host to carry them: install iptables"));
    }
}
