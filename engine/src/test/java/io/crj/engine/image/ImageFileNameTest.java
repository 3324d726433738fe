package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileNameTest {

    @ParameterizedTest
    @EnumSource
    void shouldTakeApartEveryName(ImageKind kind) {
        long id = kind.isNumbered() ? 0x1abc : 0;

        assertThat(ImageFileName.parse(kind.fileName(id))).contains(new ImageFileName(kind, id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "log", "core-.img", "core-01.img", "core-+1.img", "core--1.img", "core-1.img.bak", "x.img"})
    void shouldKnowWhatIsNoImage(String name) {
        assertThat(ImageFileName.parse(name)).isEmpty();
    }

    @Test
    void shouldTellSharedMemoryFromProcesses() {
        assertThat(ImageFileName.parse("pagemap-shmem-3.img")).contains(new ImageFileName(ImageKind.SHMEM_PAGEMAP, 3));
        assertThat(ImageFileName.parse("pagemap-3.img")).contains(new ImageFileName(ImageKind.PAGEMAP, 3));
    }
}
