package io.crj.engine.namespace.uts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.UtsnsEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import io.crj.engine.testing.InNamespaces;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names from one real namespace to another. */
class UtsNamespaceTest {

    private static final int NS = 11;

    @Test
    void shouldMoveNames() throws Exception {
        String own = ProcFile.text("/proc/sys/kernel/hostname");
        try (InNamespaces from = InNamespaces.start("--uts", "hostname inside.example; domainname their.domain");
                InNamespaces to = InNamespaces.start("--uts", "")) {
            ImageBuilder image = new ImageBuilder();
            UtsNamespace.dump(from.pid(), NS, image);
            UtsNamespace.restore(ImageSet.of(image.files()), NS, to.pid());

            assertThat(NamespaceThread.<List<String>>call(
                            to.pid(),
                            NamespaceKind.UTS,
                            () -> List.of(
                                    ProcFile.text("/proc/sys/kernel/hostname"),
                                    ProcFile.text("/proc/sys/kernel/domainname"))))
                    .containsExactly("inside.example\n", "their.domain\n");
        }
        assertThat(ProcFile.text("/proc/sys/kernel/hostname")).isEqualTo(own);
    }

    @Test
    void shouldRefuseNamesTheKernelCannotHold() throws Exception {
        ImageBuilder image = new ImageBuilder();
        image.add(
                ImageKind.UTSNS,
                NS,
                UtsnsEntry.newBuilder()
                        .setNodename("x".repeat(65))
                        .setDomainname("")
                        .build());
        try (InNamespaces to = InNamespaces.start("--uts", "")) {
            assertThatThrownBy(() -> UtsNamespace.restore(ImageSet.of(image.files()), NS, to.pid()))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("utsns-11.img");
        }
    }
}
