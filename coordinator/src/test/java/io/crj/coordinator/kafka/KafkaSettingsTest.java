package io.crj.coordinator.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatTheBrokerWantsFromAFile() throws IOException {
        Path file = write("rw-------", "security.protocol=SSL\nssl.keystore.password = secret\n# ignored\n");

        assertThat(KafkaSettings.ofFile(file.toString()))
                .containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.keystore.password", "secret")
                .hasSize(2);
        assertThat(KafkaSettings.ofFile(null)).isEmpty();
    }

    @Test
    void shouldRefuseAFileThatOthersMayRead() throws IOException {
        Path file = write("rw-r--r--", "ssl.keystore.password=secret\n");

        assertThatThrownBy(() -> KafkaSettings.ofFile(file.toString()))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining(file + " is open to others")
                .hasMessageNotContaining("keystore");
        assertThatThrownBy(() -> KafkaSettings.ofFile(folder.resolve("none").toString()))
                .hasMessageContaining("is not there");
    }

    private Path write(String mode, String content) throws IOException {
        Path file = folder.resolve("kafka.properties");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
