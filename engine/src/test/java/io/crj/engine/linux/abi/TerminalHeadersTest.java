package io.crj.engine.linux.abi;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares every constant of the classes about terminals with what the C compiler makes of the headers. */
class TerminalHeadersTest {

    private static final String INCLUDES = """
            #include <stddef.h>
            #include <stdio.h>
            #include <poll.h>
            #include <asm/ioctls.h>
            #include <asm/termbits.h>
            #include <linux/ioctl.h>
            """;

    /** Names of ours; those of structures come from their layout. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("TERMIOS_SIZE", "sizeof(struct termios)"),
            Map.entry("TERMIOS2_SIZE", "sizeof(struct termios2)"),
            Map.entry("C_IFLAG", "offsetof(struct termios2, c_iflag)"),
            Map.entry("C_OFLAG", "offsetof(struct termios2, c_oflag)"),
            Map.entry("C_CFLAG", "offsetof(struct termios2, c_cflag)"),
            Map.entry("C_LFLAG", "offsetof(struct termios2, c_lflag)"),
            Map.entry("C_LINE", "offsetof(struct termios2, c_line)"),
            Map.entry("C_CC", "offsetof(struct termios2, c_cc)"),
            Map.entry("C_ISPEED", "offsetof(struct termios2, c_ispeed)"),
            Map.entry("C_OSPEED", "offsetof(struct termios2, c_ospeed)"),
            Map.entry("WINSIZE_SIZE", "4 * sizeof(unsigned short)"),
            Map.entry("POLLFD_SIZE", "sizeof(struct pollfd)"),
            Map.entry("POLLFD_EVENTS", "offsetof(struct pollfd, events)"),
            Map.entry("POLLFD_REVENTS", "offsetof(struct pollfd, revents)"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(classes = {Termbits.class, TtyIoctls.class, Poll.class})
    void shouldAgreeWithTheHeaders(Class<?> constants) throws Exception {
        HeaderConstants.compare(
                directory, constants, INCLUDES, name -> "(int)(" + EXPRESSIONS.getOrDefault(name, name) + ")");
    }
}
