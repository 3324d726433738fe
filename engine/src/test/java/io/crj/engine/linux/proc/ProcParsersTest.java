package io.crj.engine.linux.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcParsersTest {

    @Test
    void shouldParseMappings() {
        String smaps = """
                555555554000-555555556000 r-xp 00001000 fe:00 1234                       /tmp/a b c
                Size:                  8 kB
                VmFlags: rd ex mr mw me
                7ffff7fc9000-7ffff7fcd000 r--p 00000000 00:00 0                          [vvar]
                VmFlags: rd mr pf io de dd
                7ffff7fcd000-7ffff7fce000 rw-s 00000000 00:01 99                         /dev/zero (deleted)
                VmFlags: rd wr sh mr mw me ms
                ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]
                """;

        List<Mapping> mappings = Mapping.parse(smaps);

        assertThat(mappings).hasSize(4);
        assertThat(mappings.get(0).path()).isEqualTo("/tmp/a b c");
        assertThat(mappings.get(0).prot()).isEqualTo(5);
        assertThat(mappings.get(0).offset()).isEqualTo(4096);
        assertThat(mappings.get(0).has("mw")).isTrue();
        assertThat(mappings.get(1).isVvar()).isTrue();
        assertThat(mappings.get(2).shared()).isTrue();
        assertThat(mappings.get(3).isVsyscall()).isTrue();
        assertThat(mappings.get(3).sizeBytes()).isEqualTo(4096);
    }

    @Test
    void shouldParseStatWithParenthesesInTheName() {
        TaskStat stat = TaskStat.parse("42 (a) (b c)) S 1 42 40 0 -1 4194304 0 0\n");

        assertThat(stat.name()).isEqualTo("a) (b c)");
        assertThat(stat.state()).isEqualTo('S');
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.group()).isEqualTo(42);
        assertThat(stat.session()).isEqualTo(40);
        assertThat(stat.flags()).isEqualTo(4194304);
    }

    @Test
    void shouldReadTheLimitsThatTheKernelPrints() {
        List<TaskLimits.Limit> limits =
                TaskLimits.read(Math.toIntExact(ProcessHandle.current().pid()));

        assertThat(limits).hasSize(16);
        assertThat(limits.get(0).hard()).isEqualTo(TaskLimits.UNLIMITED);
        assertThat(limits.get(7).soft())
                .isPositive()
                .isLessThanOrEqualTo(limits.get(7).hard());
    }

    @Test
    void shouldParseTimers() {
        String text = """
                ID: 3
                signal: 34/00000000deadbeef
                notify: signal/tid.77
                ClockID: -6
                ID: 4
                signal: 0/0000000000000000
                notify: none/pid.70
                ClockID: 1
                """;

        assertThat(PosixTimers.parse(text))
                .containsExactly(
                        new PosixTimers.Timer(3, 34, 0xdeadbeefL, PosixTimers.SIGEV_THREAD_ID, 77, -6),
                        new PosixTimers.Timer(4, 0, 0, PosixTimers.SIGEV_NONE, 70, 1));
        assertThat(PosixTimers.parse("")).isEmpty();
    }
}
