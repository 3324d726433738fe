package io.crj.engine.namespace.net;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.linux.proc.ProcFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

    /** Whether there are any in the calling thread's network namespace. */
    boolean isThere() {
        String file = "/proc/thread-self/net/" + tables;
        return Files.exists(Path.of(file)) && ProcFile.bytes(file).length > 0;
    }

    /** Their text; empty when there are none. */
    Optional<byte[]> list() {
        return isThere() ? Optional.of(Tool.run(new byte[0], tool("save"))) : Optional.empty();
    }

    /** Makes what a text says, counters included. */
    void load(byte[] text) {
        Tool.run(text, tool("restore"), "--counters");
    }

    /** Fails when the program is missing. */
    void requireProgram() {
        tool("save");
    }

    private String tool(String verb) {
        return Tool.find(program + "-legacy-" + verb)
                .orElseThrow(() -> new EngineException("the network namespace has " + program
                        + " rules, and there is no " + program + "-legacy-" + verb
                        + " program on this host to carry them: install iptables"));
    }
}
