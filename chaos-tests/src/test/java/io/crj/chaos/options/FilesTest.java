package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.harness.Holder;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Open files whose names are not what they were: --evasive-devices, --link-remap and --ghost-limit in a migration. */
class FilesTest {
    private static final String DEVICE = "/run/crj/device";

    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldFindDeviceUnderAnotherName() {
        Lab lab = labs.lab();
        lab.exec("hostA", "mkdir", "-p", "/run/crj");
        lab.exec("hostA", "mknod", DEVICE, "c", "1", "5");
        Holder holder = Holder.start(lab, "device", DEVICE);
        holder.expectRefusal(DEVICE + " is not on this host", "copy it");
        lab.exec("hostA", "rm", DEVICE);
        holder.expectRefusal("--evasive-devices", DEVICE);
        holder.moveToHostB("--evasive-devices");
        assertThat(lab.exec("hostB", "sh", "-c", "readlink /proc/" + holder.pid() + "/fd/*"))
                .contains("/dev/zero");
    }

    @Test
    void shouldGiveFileTemporaryName() throws IOException {
        Lab lab = labs.lab();
        // Both hosts see this folder, as they would see a network file system.
        Path file = lab.folder().resolve("held");
        Path other = lab.folder().resolve("other");
        Holder holder = Holder.start(lab, "file", file.toString());
        Files.createLink(other, file);
        Files.delete(file);
        holder.expectRefusal("--link-remap", file.toString());
        long before = Files.size(other);
        holder.moveToHostB("--link-remap");
        assertThat(Files.size(other)).isGreaterThan(before);
        try (Stream<Path> files = Files.list(lab.folder())) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.contains("link_remap"));
        }
    }

    @Test
    void shouldCarryContentsOfDeletedFile() throws IOException {
        Lab lab = labs.lab();
        Path file = lab.folder().resolve("held");
        Holder holder = Holder.start(lab, "file", file.toString());
        byte[] more = new byte[3 << 20];
        Arrays.fill(more, (byte) '0');
        Files.write(file, more, StandardOpenOption.APPEND);
        Files.delete(file);
        holder.expectRefusal("--ghost-limit", file.toString(), "this one occupies");
        holder.moveToHostB("--ghost-limit", "8M");
        assertThat(lab.exec("hostB", "sh", "-c", "readlink /proc/" + holder.pid() + "/fd/*"))
                .contains(file + " (deleted)");
        assertThat(file).doesNotExist();
    }
}
