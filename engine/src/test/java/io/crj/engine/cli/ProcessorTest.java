package io.crj.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.cli.ProcessorOptions.Ability;
import io.crj.engine.image.proto.CpuinfoX86Entry;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProcessorTest {

    private static final long AMX_TILES = 1 << 18;
    private static final int LEAF_7_B = 9;

    private final CpuinfoX86Entry here = Processor.read();

    @Test
    void shouldBeEnoughForItself() {
        assertThat(missing(here.toBuilder(), Ability.FPU, Ability.INS, Ability.CPU))
                .isEmpty();
    }

    @Test
    void shouldNameRegisterStateThatIsMissing() {
        CpuinfoX86Entry.Builder larger =
                here.toBuilder().setXfeaturesMask(here.getXfeaturesMask() | 1L << 40 | AMX_TILES);

        assertThat(missing(larger, Ability.FPU)).singleElement().asString().contains("bit 40", "not saved here");
        assertThat(missing(larger, Ability.INS)).isEmpty();
    }

    @Test
    void shouldNameInstructionsThatAreMissing() {
        int all = here.getCapability(LEAF_7_B);
        int missing = Integer.lowestOneBit(~all);
        CpuinfoX86Entry.Builder larger = here.toBuilder().setCapability(LEAF_7_B, all | missing);

        assertThat(missing(larger, Ability.INS))
                .containsExactly("cpuid leaf 0x7.0, ebx: bits 0x" + Integer.toHexString(missing) + " are missing here");
        assertThat(missing(larger, Ability.FPU)).isEmpty();
    }

    @Test
    void shouldOnlyMindMoreWhenAllHasToBeTheSame() {
        int all = here.getCapability(LEAF_7_B);
        CpuinfoX86Entry.Builder smaller = here.toBuilder().setCapability(LEAF_7_B, all & ~Integer.lowestOneBit(all));

        assertThat(missing(smaller, Ability.INS)).isEmpty();
        assertThat(missing(smaller, Ability.CPU)).singleElement().asString().endsWith("are new here");
    }

    private static List<String> missing(CpuinfoX86Entry.Builder wanted, Ability... compared) {
        return Processor.missing(wanted.build(), Set.of(compared));
    }
}
