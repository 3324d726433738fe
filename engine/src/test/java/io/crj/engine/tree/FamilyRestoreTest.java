package io.crj.engine.tree;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.PstreeEntry;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class FamilyRestoreTest {

    @Test
    void shouldRefuseMoreGenerationsThanAreWalked() {
        assertThatThrownBy(() -> FamilyRestore.read(family(1500, pid -> pid - 1), false))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("ancestors");
    }

    @Test
    void shouldRefuseMoreProcessesThanAKernelNumbers() {
        assertThatThrownBy(() -> FamilyRestore.read(family(40_000, pid -> 1), false))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("40000 processes");
    }

    /** @param parent of each process but the first, which is 1 */
    private static ImageSet family(int size, IntUnaryOperator parent) {
        ImageBuilder image = new ImageBuilder();
        for (int pid = 1; pid <= size; pid++) {
            image.add(
                    ImageKind.PSTREE,
                    0,
                    PstreeEntry.newBuilder()
                            .setPid(pid)
                            .setPpid(pid == 1 ? 0 : parent.applyAsInt(pid))
                            .setPgid(1)
                            .setSid(1)
                            .build());
        }
        return ImageSet.of(image.files());
    }
}
