package io.crj.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.testing.InNamespaces;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths of a tree in a mount namespace of its own. */
class TreeRootTest {

    @TempDir
    Path tmp;

    @Test
    void shouldBeginAtTheTreesRoot() throws Exception {
        Files.writeString(tmp.resolve("file"), "of the host");
        String script = "mount -t tmpfs own " + tmp + "; printf 'of the tree' > " + tmp + "/file; ln -s " + tmp
                + "/file " + tmp + "/link";
        try (InNamespaces tree = InNamespaces.start("--mount", script);
                SharedObjects own = new SharedObjects();
                SharedObjects host = new SharedObjects()) {
            TreeRoot.enter(own, tree.pid());
            for (String name : new String[] {"file", "link"}) {
                assertThat(read(TreeRoot.of(own), tmp.resolve(name))).isEqualTo("of the tree");
            }
            assertThat(TreeRoot.of(own).isHost()).isFalse();
            assertThat(TreeRoot.of(own).stat(tmp + "/file").sizeBytes()).isEqualTo("of the tree".length());
            assertThat(Files.readString(Path.of(TreeRoot.of(own).reach(tmp + "/file"))))
                    .isEqualTo("of the tree");
            assertThat(read(TreeRoot.of(host), tmp.resolve("file"))).isEqualTo("of the host");
            assertThat(TreeRoot.of(host).reach("/a/b")).isEqualTo("/a/b");
        }
    }

    private static String read(TreeRoot root, Path path) {
        try (Fd file = root.open(path.toString(), Fcntl.O_RDONLY)) {
            return new String(FileCalls.pread(file, 0, 100), StandardCharsets.UTF_8);
        }
    }
}
