package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.ScmEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that cannot be right, and hosts that do not have what an image needs. */
class UnixSocketImageTest {

    @TempDir
    private Path tmp;

    /** Entries of a pair, the second under the inode that the first is connected to. */
    private static FileEntry[] pair(OwnFiles files, int type) {
        try (UnixCalls.Pair pair = UnixCalls.pair(type)) {
            return new FileEntry[] {files.dump(pair.first()), files.dump(pair.second())};
        }
    }

    private static FileEntry with(FileEntry entry, Consumer<UnixSkEntry.Builder> change) {
        UnixSkEntry.Builder socket = entry.getUsk().toBuilder();
        change.accept(socket);
        return entry.toBuilder().setUsk(socket).build();
    }

    private static void refuse(String why, FileEntry... entries) {
        ImageBuilder image = new ImageBuilder();
        for (FileEntry entry : entries) {
            image.add(ImageKind.FILES, 0, entry);
        }
        refuse(why, image, entries[0]);
    }

    private static void refuse(String why, ImageBuilder image, FileEntry entry) {
        try (OwnFiles files = new OwnFiles().withImage(ImageSet.of(image.files()))) {
            assertThatThrownBy(() -> {
                        files.restore(entry);
                        files.allOpened();
                    })
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void shouldRefuseConnectionsThatCannotBe() {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry[] pair = pair(files, SOCK_STREAM);
            refuse("which is not there", pair[0]);
            refuse("type 3", with(pair[0], s -> s.setType(SOCK_RAW)), pair[1]);
            refuse("cannot be connected", with(pair[0], s -> s.setPeer(s.getIno())), pair[1]);
            refuse("cannot be connected", with(pair[0], s -> s.setState(SocketRow.LISTEN)), pair[1]);
            refuse("cannot be connected", with(pair[0], s -> s.setType(SOCK_DGRAM)), pair[1]);
            refuse("not connected to it", pair[0], with(pair[1], s -> s.setPeer(0)
                    .setState(SocketRow.CLOSE)));
            refuse("is there twice", pair[0], pair[1], with(pair[1], s -> {}));
            refuse("a name of 200 bytes", with(pair[0], s -> s.setName(ByteString.copyFrom(new byte[200]))), pair[1]);
            refuse("numbered", with(pair[0], s -> s.setId(77)), pair[1]);
        }
    }

    @Test
    void shouldRefuseThreeSocketsInOnePair() {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry[] pair = pair(files, SOCK_DGRAM);
            FileEntry third = with(
                    pair[1].toBuilder().setId(9).build(),
                    s -> s.setId(9).setIno(12345).setPeer(pair[0].getUsk().getIno()));
            refuse("which has no name", pair[0], pair[1], third);
        }
    }

    @Test
    void shouldRefuseQueuesThatNobodyCanFill() {
        try (OwnFiles files = new OwnFiles();
                Fd alone = UnixCalls.socket(SOCK_DGRAM)) {
            FileEntry entry = files.dump(alone);
            SkPacketEntry packet = SkPacketEntry.newBuilder()
                    .setIdFor(entry.getId())
                    .setLength(1)
                    .build();
            refuse("neither name nor peer", image(entry, packet), entry);
            refuseQueued(
                    "control data of type 2",
                    entry,
                    packet,
                    ScmEntry.newBuilder().setType(2));
            refuseQueued(
                    "file 77 waits in a queue",
                    entry,
                    packet,
                    ScmEntry.newBuilder().setType(1).addRights(77));
        }
    }

    private static void refuseQueued(String why, FileEntry entry, SkPacketEntry packet, ScmEntry.Builder control) {
        ImageSet image = ImageSet.of(
                image(entry, packet.toBuilder().addScm(control).build()).files());
        Map<Integer, FileEntry> wanted = new HashMap<>(Map.of(entry.getId(), entry));
        assertThatThrownBy(() -> QueuedFiles.add(image, Map.copyOf(wanted), wanted))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(why);
    }

    private static ImageBuilder image(FileEntry entry, SkPacketEntry packet) {
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.FILES, 0, entry);
        image.add(ImageKind.SK_QUEUES, 0, packet, new byte[] {1});
        return image;
    }

    private FileEntry named(OwnFiles files) {
        try (Fd server = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(server, UnixName.of(tmp.resolve("name").toString().getBytes()));
            FileEntry entry = files.dump(server);
            files.endDump();
            return entry;
        }
    }

    @Test
    void shouldReplaceTheFileOfAFormerSocketAndPutItBackWhenGivenUp() throws Exception {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry entry = named(files);
            long former = inode("name");
            files.restore(entry);
            assertThat(inode("name")).isNotEqualTo(former);
            files.close();
            assertThat(inode("name")).isEqualTo(former);
            assertThat(tmp.toFile().list()).containsExactly("name");
        }
        try (OwnFiles files = new OwnFiles()) {
            Files.delete(tmp.resolve("name"));
            FileEntry entry = named(files);
            files.restore(entry);
            files.resume();
            assertThat(tmp.toFile().list()).containsExactly("name");
        }
    }

    private long inode(String file) {
        return FileCalls.stat(tmp.resolve(file).toString()).inode();
    }

    @Test
    void shouldRefuseANameThatIsTakenOrHasNoPlace() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd living = UnixCalls.socket(SOCK_STREAM)) {
            FileEntry entry = named(files);
            Files.delete(tmp.resolve("name"));
            UnixCalls.bind(living, UnixName.of(tmp.resolve("name").toString().getBytes()));
            assertThatThrownBy(() -> files.restore(entry))
                    .hasMessageContaining("is in use on this host by socket:["
                            + OwnFiles.probe(living).stat().inode() + "]");
            Files.delete(tmp.resolve("name"));
            Files.writeString(tmp.resolve("name"), "something else");
            assertThatThrownBy(() -> new OwnFiles().withImage(image(entry)).restore(entry))
                    .hasMessageContaining("is something else on this host");
            assertThat(tmp.resolve("name")).hasContent("something else");
            FileEntry elsewhere = with(
                    entry,
                    s -> s.setName(
                            ByteString.copyFromUtf8(tmp.resolve("missing/name").toString())));
            assertThatThrownBy(() -> new OwnFiles().withImage(image(elsewhere)).restore(elsewhere))
                    .hasMessageContaining("the directory of " + tmp.resolve("missing/name"));
        }
    }

    private static ImageSet image(FileEntry entry) {
        ImageBuilder image = new ImageBuilder();
        image.add(ImageKind.FILES, 0, entry);
        return ImageSet.of(image.files());
    }

    @Test
    void shouldTakeASuppliedSocket() {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair supplied = UnixCalls.pair(SOCK_STREAM)) {
            FileEntry[] pair = pair(files, SOCK_STREAM);
            String key = "socket:[" + Integer.toUnsignedString(pair[0].getUsk().getIno()) + "]";
            files.inheriting(Map.of(key, supplied.first().number()));
            Fd restored = files.restore(pair[0]);
            SocketCalls.send(supplied.second(), new byte[] {4}, 0);
            assertThat(SocketCalls.receive(restored, 9, 0)).containsExactly(4);
        }
    }

    @Test
    void shouldSayWhichDescriptorIsMissingForAConnectionThatWasNotDumped() {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry[] pair = pair(files, SOCK_STREAM);
            FileEntry away = StandIn.entry(1 << 30, pair[0].getUsk().getPeer(), UnixName.NONE);
            refuse("--inherit-fd fd[N]:socket:[" + pair[0].getUsk().getIno() + "]", pair[0], away);
        }
    }

    @Test
    void shouldFailInAPlaceOfItsOwnWithWords() {
        try (Fd socket = UnixCalls.socket(SOCK_STREAM);
                PrivateNames names = new PrivateNames(Journal.NONE)) {
            UnixName name = UnixName.of("/somewhere/else".getBytes());
            Place place = names.bind(socket, name, "");
            assertThat(UnixCalls.localName(socket)).isEqualTo(name);
            assertThatThrownBy(() -> place.bind(socket, name))
                    .isInstanceOf(EngineException.class)
                    .isNotInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("EADDRINUSE");
        }
    }
}
