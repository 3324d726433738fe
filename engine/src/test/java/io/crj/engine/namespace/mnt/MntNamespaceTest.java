package io.crj.engine.namespace.mnt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.External;
import io.crj.engine.RestoreOptions;
import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.testing.InNamespaces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mounts from one real namespace to another. */
class MntNamespaceTest {

    private static final int NS = 12;

    /** A root of its own in directory {@code $R}, with mounts of every make; programs come from the host's /usr. */
    private static final String PIVOTED = """
            mkdir -p $R/usr $R/proc $R/sys $R/dev $R/tmp $R/old $R/mnt $R/peer $R/slave $R/ro $R/sub
            for d in bin sbin lib lib64; do ln -sfn usr/$d $R/$d; done
            echo inside > $R/sub/file
            mount --bind $R $R
            cd $R
            mount --bind -o nosuid /usr usr
            mount -t proc -o nosuid,nodev,noexec proc proc
            mount -t sysfs -o ro sysfs sys
            mount -t tmpfs -o size=16m,mode=1777 mytmp tmp
            mount -t tmpfs -o size=1m,mode=755,noexec dev dev
            mkdir dev/pts dev/shm dev/mqueue
            mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
            mount -t mqueue mqueue dev/mqueue
            mknod -m 666 dev/null c 1 3
            ln -s pts/ptmx dev/ptmx
            echo below > dev/shm/below
            mount -t tmpfs -o noatime top dev/shm
            echo content > tmp/hello; chown 12:34 tmp/hello; chmod 4711 tmp/hello
            ln tmp/hello tmp/hard; ln -s hello tmp/soft; mkdir -m 700 tmp/d; mkfifo tmp/fifo
            echo deep > 'tmp/d/with a blank'; truncate -s 8M tmp/sparse; echo end >> tmp/sparse
            touch -d 2001-02-03 tmp/hello
            mount --bind tmp/d mnt
            mount --bind sub/file sub/file
            mount -t tmpfs quiet ro; echo kept > ro/file; mount -o remount,ro quiet ro
            mount --make-shared tmp
            mount --bind tmp peer
            mount --bind tmp slave; mount --make-slave slave
            mount --make-unbindable proc
            pivot_root . old
            umount -l /old
            cd /
            """;

    @TempDir
    Path tmp;

    private InNamespaces pivoted() throws IOException {
        return InNamespaces.start("--mount", "R=" + root() + "\n" + PIVOTED);
    }

    private Path root() {
        return tmp.resolve("root");
    }

    /** Where a tree is to arrive: a namespace as the host has it. */
    private static InNamespaces place() throws IOException {
        return InNamespaces.start("--mount --propagation unchanged", "");
    }

    private static ImageBuilder dump(InNamespaces tree, TreeOptions options) {
        MntNamespace.check(List.of(tree.pid()), options);
        ImageBuilder image = new ImageBuilder();
        MntNamespace.dump(Map.of(NS, tree.pid()), options, image);
        return image;
    }

    private static void restore(Map<String, byte[]> image, RestoreOptions options, InNamespaces to) {
        MntNamespace.restore(
                ImageSet.of(image),
                OptionalInt.of(NS),
                List.of(),
                options,
                to.pid(),
                MountCalls::newFileSystem,
                Optional.empty());
    }

    private static RestoreOptions options() {
        return RestoreOptions.of("spaces-test");
    }

    @Test
    void shouldRebuildARootOfItsOwn() throws Exception {
        try (InNamespaces from = pivoted();
                InNamespaces to = place()) {
            restore(dump(from, TreeOptions.DEFAULT).files(), options(), to);
            assertThat(mounts(to)).isEqualTo(mounts(from));
            for (String directory : List.of("tmp", "dev", "dev/shm", "ro", "mnt", "peer", "slave", "sub")) {
                assertThat(listing(to, directory)).as(directory).isNotEmpty().isEqualTo(listing(from, directory));
            }
            assertThat(Files.readString(inside(to, "tmp/soft"))).isEqualTo("content\n");
            assertThat(Files.readString(inside(to, "mnt/with a blank"))).isEqualTo("deep\n");
        }
    }

    @Test
    void shouldSayWhatTheOtherHostHasToHave() throws Exception {
        try (InNamespaces from = pivoted()) {
            List<FileNeed> files = List.of(
                    new FileNeed("/usr/bin/env", 1, 2), new FileNeed("/tmp/hello", 3, 4), new FileNeed("/sub", 5, 6));
            assertThat(MntNamespace.needs(List.of(from.pid()), TreeOptions.DEFAULT, files))
                    .contains(new FileNeed("/usr/bin/env", 1, 2))
                    .extracting(FileNeed::path)
                    .contains("/usr", "/sys")
                    .doesNotContain("/tmp/hello", "/sub");
        }
    }

    @Test
    void shouldPutTheRootElsewhere() throws Exception {
        try (InNamespaces from = pivoted();
                InNamespaces to = place()) {
            Map<String, byte[]> image = dump(from, TreeOptions.DEFAULT).files();
            Path other = tmp.resolve("other");
            run("cp", "-a", root().toString(), other.toString());
            Files.writeString(other.resolve("sub/file"), "of the copy\n");
            restore(image, options().withRoot(other.toString()), to);
            assertThat(Files.readString(inside(to, "sub/file"))).isEqualTo("of the copy\n");
        }
    }

    @Test
    void shouldRebuildACopyOfTheHostsMounts() throws Exception {
        String script = "mount -t tmpfs own " + tmp + "; echo private > " + tmp + "/file; mount -t proc proc /proc";
        try (InNamespaces from = InNamespaces.start("--mount", script);
                InNamespaces to = place()) {
            restore(dump(from, TreeOptions.DEFAULT).files(), options(), to);
            assertThat(visible(to)).isEqualTo(visible(from));
            assertThat(Files.readString(
                            inside(to, tmp.resolve("file").toString().substring(1))))
                    .isEqualTo("private\n");
            assertThat(tmp.resolve("file")).doesNotExist();
        }
    }

    @Test
    void shouldTakeMountsFromWhereTheUserSays() throws Exception {
        Path volume = Files.createDirectory(tmp.resolve("volume"));
        Path other = Files.createDirectory(tmp.resolve("other"));
        Files.writeString(other.resolve("file"), "theirs\n");
        Path at = Files.createDirectory(tmp.resolve("at"));
        External given = External.parse("mnt[" + at + "]:vol");
        TreeOptions dumped = TreeOptions.builder().external(List.of(given)).build();
        try (InNamespaces from = InNamespaces.start("--mount", "mount --bind " + volume + " " + at);
                InNamespaces to = place()) {
            Map<String, byte[]> image = dump(from, dumped).files();
            assertThatThrownBy(() -> restore(image, options(), to))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("--external 'mnt[vol]:PATH'");
            TreeOptions found = TreeOptions.builder()
                    .external(List.of(External.parse("mnt[vol]:" + other)))
                    .build();
            restore(image, options().withTree(found), to);
            assertThat(Files.readString(inside(to, at.resolve("file").toString().substring(1))))
                    .isEqualTo("theirs\n");
        }
    }

    @Test
    void shouldRefuseMountsThatHearOfTheHosts() throws Exception {
        try (InNamespaces from = InNamespaces.start(
                "--mount",
                "mount -t tmpfs own " + tmp + "; mount --make-shared " + tmp
                        + "; unshare --mount --propagation slave sleep 1000 & sleep 0; echo $! > "
                        + tmp.resolveSibling(tmp.getFileName() + ".pid"))) {
            int pid = Integer.parseInt(Files.readString(tmp.resolveSibling(tmp.getFileName() + ".pid"))
                    .trim());
            await().until(() -> MountInfo.read(pid).stream().anyMatch(mount -> mount.master() != 0));
            assertThatThrownBy(() -> MntNamespace.check(List.of(pid), TreeOptions.DEFAULT))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("mount " + tmp)
                    .hasMessageContaining("--propagation private");
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        } finally {
            Files.deleteIfExists(tmp.resolveSibling(tmp.getFileName() + ".pid"));
        }
    }

    @Test
    void shouldLetTheHostsMountsReachItThereAsWell() throws Exception {
        Path shared = Files.createDirectory(tmp.resolve("shared"));
        run("mount", "-t", "tmpfs", "of-the-host", shared.toString());
        try (InNamespaces to = place()) {
            run("mount", "--make-shared", shared.toString());
            Path later = Files.createDirectory(shared.resolve("later"));
            String alone = "awk '$5 != \"" + shared
                    + "\" { print $5 }' /proc/self/mountinfo | xargs -n 1 mount --make-private";
            try (InNamespaces from = InNamespaces.start("--mount --propagation slave", alone)) {
                assertThatThrownBy(() -> dump(from, TreeOptions.DEFAULT))
                        .hasMessageContaining("mount " + shared)
                        .hasMessageContaining("--enable-external-masters");
                TreeOptions heard = TreeOptions.builder()
                        .external(List.of(External.parse("mnt[]:m")))
                        .build();
                restore(dump(from, heard).files(), options().withTree(heard), to);
            }
            run("mount", "-t", "tmpfs", "news", later.toString());
            assertThat(MountInfo.read(to.pid()))
                    .extracting(MountInfo::place)
                    .contains(shared.toString(), later.toString());
        } finally {
            run("umount", "--lazy", shared.toString());
        }
    }

    @Test
    void shouldLeaveOutWhatTheUserSkips() throws Exception {
        String script = "mount -t tmpfs own " + tmp + "; mkdir " + tmp + "/below; mount -t tmpfs low " + tmp + "/below";
        TreeOptions without = TreeOptions.builder()
                .external(List.of(new External(External.SKIPPED_MOUNT, tmp.toString(), "")))
                .build();
        try (InNamespaces from = InNamespaces.start("--mount", script);
                InNamespaces to = place()) {
            restore(dump(from, without).files(), options(), to);
            assertThat(MountInfo.read(to.pid()))
                    .extracting(MountInfo::place)
                    .doesNotContain(tmp.toString(), tmp + "/below");
        }
    }

    @Test
    void shouldCarryWhatLiesBelowOtherMounts() throws Exception {
        String hidden = "mount -t tmpfs below " + tmp + "; mkdir " + tmp + "/d; echo low > " + tmp
                + "/d/file; mount -t tmpfs deep " + tmp + "/d; echo deep > " + tmp + "/d/file; mount -t tmpfs above "
                + tmp + "; echo high > " + tmp + "/file";
        try (InNamespaces from = InNamespaces.start("--mount", hidden);
                InNamespaces to = place()) {
            restore(dump(from, TreeOptions.DEFAULT).files(), options(), to);
            assertThat(run(
                            "nsenter",
                            "-m",
                            "-t",
                            "" + to.pid(),
                            "sh",
                            "-c",
                            "cd " + tmp + "/..; cat " + tmp + "/file; umount " + tmp + "; cat " + tmp
                                    + "/d/file; umount " + tmp + "/d; cat " + tmp + "/d/file"))
                    .isEqualTo("deep\nhigh\nlow");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/../../etc", "relative", "/a//b", "/.."})
    void shouldRefusePlacesThatLeadElsewhere(String place) throws Exception {
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.MNTS, NS, entry(1, 0, "/"));
        image.add(ImageKind.MNTS, NS, entry(2, 1, place));
        refused(image, ImageFormatException.class, "cannot be");
    }

    @Test
    void shouldRefuseMountsInCircles() throws Exception {
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.MNTS, NS, entry(1, 0, "/"));
        image.add(ImageKind.MNTS, NS, entry(2, 3, "/a"));
        image.add(ImageKind.MNTS, NS, entry(3, 2, "/a"));
        refused(image, ImageFormatException.class, "each other's parents");
    }

    @Test
    void shouldNotFollowALinkToAPlace() throws Exception {
        Files.createDirectory(root());
        Files.createSymbolicLink(root().resolve("etc"), Files.createDirectory(tmp.resolve("elsewhere")));
        ImageBuilder image = new ImageBuilder();
        image.add(
                ImageKind.MNTS,
                NS,
                entry(1, 0, "/").toBuilder().setHostPath(root().toString()).build());
        image.add(ImageKind.MNTS, NS, entry(2, 1, "/etc"));
        refused(image, EngineException.class, "mount /etc");
    }

    @Test
    void shouldTakeAMountOfAnotherNamespaceFromWhereTheUserSays() throws Exception {
        Path volume = Files.createDirectory(tmp.resolve("volume"));
        Files.writeString(volume.resolve("file"), "theirs\n");
        Path at = Files.createDirectory(tmp.resolve("at"));
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.MNTS, NS, entry(1, 0, "/"));
        image.add(
                ImageKind.MNTS,
                NS,
                entry(2, 1, at.toString()).toBuilder().setExtKey("vol").build());
        image.add(
                ImageKind.MNTS,
                NS + 1,
                entry(3, 0, "/").toBuilder().setRootDev(1).setFstype(0).build());
        image.add(
                ImageKind.MNTS,
                NS + 1,
                entry(4, 3, at.toString()).toBuilder().setRootDev(2).build());
        TreeOptions found = TreeOptions.builder()
                .external(List.of(External.parse("mnt[vol]:" + volume)))
                .build();
        try (InNamespaces to = place();
                NestedMounts nested = MntNamespace.restore(
                                ImageSet.of(image.files()),
                                OptionalInt.of(NS),
                                List.of(NS + 1),
                                options().withTree(found),
                                to.pid(),
                                MountCalls::newFileSystem,
                                Optional.empty())
                        .get(NS + 1)) {
            Path root = Path.of("/proc/self/fd/" + nested.root().number());
            assertThat(Files.readString(root.resolve(at.toString().substring(1)).resolve("file")))
                    .isEqualTo("theirs\n");
        }
    }

    private static void refused(ImageBuilder image, Class<?> error, String message) throws IOException {
        try (InNamespaces to = place()) {
            assertThatThrownBy(() -> restore(image.files(), options(), to))
                    .isInstanceOf(error)
                    .hasMessageContaining(message);
        }
    }

    private static MntEntry entry(int id, int parent, String place) {
        return MntEntry.newBuilder()
                .setFstype(FileSystems.number(id == 1 ? "ext4" : "tmpfs"))
                .setMntId(id)
                .setRootDev(id)
                .setParentMntId(parent)
                .setFlags(0)
                .setRoot("/")
                .setMountpoint(place)
                .setSource("none")
                .setOptions("")
                .build();
    }

    private static Path inside(InNamespaces tree, String path) {
        return Path.of("/proc/" + tree.pid() + "/root", path);
    }

    /** All mounts, with numbers of mounts and groups made comparable. */
    private static List<String> mounts(InNamespaces tree) {
        return describe(MountInfo.read(tree.pid()));
    }

    private static List<String> describe(List<MountInfo> all) {
        Map<Integer, String> groups = new HashMap<>();
        all.stream()
                .filter(mount -> mount.shared() != 0)
                .forEach(mount -> groups.merge(mount.shared(), mount.place(), (a, b) -> a.compareTo(b) < 0 ? a : b));
        return all.stream()
                .map(mount -> String.join(
                        " ",
                        mount.place(),
                        mount.root(),
                        mount.type(),
                        mount.source(),
                        mount.options().toString(),
                        mount.superOptions().toString(),
                        "shared:" + groups.get(mount.shared()),
                        "master:" + groups.get(mount.master()),
                        mount.unbindable() ? "unbindable" : ""))
                .sorted()
                .toList();
    }

    /** Those on top. */
    private static List<String> visible(InNamespaces tree) {
        try (SeenMounts seen = SeenMounts.of(tree.pid())) {
            return describe(
                    seen.all().stream().filter(mount -> !seen.isHidden(mount)).collect(Collectors.toList()));
        }
    }

    private static String listing(InNamespaces tree, String directory) throws IOException, InterruptedException {
        return run(
                "find",
                inside(tree, directory).toString(),
                "-printf",
                "%P %y %m %U:%G %s %b %n %l " + (directory.equals("dev") ? "" : "%T@") + "\\n");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return output.lines().sorted().collect(Collectors.joining("\n"));
    }
}
