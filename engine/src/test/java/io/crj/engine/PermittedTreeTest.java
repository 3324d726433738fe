package io.crj.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.CredsEntry;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.namespace.NamespaceKind;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PermittedTreeTest {

    private static final int ROOT = 100;
    private static final int CHILD = 101;
    private static final PermittedTree ANNOUNCED = new PermittedTree(ROOT, Set.of(NamespaceKind.NET), 0b1110);

    @Test
    void shouldTakeWhatWasAnnouncedAndChildrenBornSince() {
        assertThatCode(() -> ANNOUNCED.check(image(ROOT, 1, 2, 0b1110))).doesNotThrowAnyException();
        assertThatCode(() -> ANNOUNCED.check(image(ROOT, 1, 1, 0))).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseAnotherRoot() {
        assertThatThrownBy(() -> ANNOUNCED.check(image(1, 1, 2, 0))).hasMessageContaining("announced was 100");
    }

    @Test
    void shouldRefuseANamespaceThatWasNotAnnounced() {
        assertThatThrownBy(() -> ANNOUNCED.check(image(ROOT, 2, 1, 0))).hasMessageContaining("pid namespace");
    }

    @Test
    void shouldRefuseCapabilitiesThatWereNotAnnouncedOfAnyProcess() {
        assertThatThrownBy(() -> ANNOUNCED.check(image(ROOT, 1, 2, 0b10001)))
                .hasMessageContaining("task " + CHILD)
                .hasMessageContaining("capabilities 11");
    }

    @Test
    void shouldTakeAnythingFromAUserWhoNamesTheImageHimself() {
        assertThatCode(() -> PermittedTree.ANY.check(image(1, 2, 2, -1))).doesNotThrowAnyException();
    }

    /** A root without capabilities and a child; the dumper's namespaces have number 1. */
    private static ImageSet image(int root, int pidNamespace, int netNamespace, int capabilities) {
        ImageBuilder image = new ImageBuilder();
        TaskKobjIdsEntry dumper = ids(1, 1);
        image.add(
                ImageKind.INVENTORY,
                0,
                InventoryEntry.newBuilder().setImgVersion(2).setRootIds(dumper).build());
        image.add(ImageKind.IDS, root, ids(pidNamespace, netNamespace));
        add(image, root, 0, 0);
        add(image, CHILD, root, capabilities);
        return ImageSet.of(image.files());
    }

    private static TaskKobjIdsEntry ids(int pidNamespace, int netNamespace) {
        return TaskKobjIdsEntry.newBuilder()
                .setVmId(1)
                .setFilesId(1)
                .setFsId(1)
                .setSighandId(1)
                .setPidNsId(pidNamespace)
                .setNetNsId(netNamespace)
                .build();
    }

    private static void add(ImageBuilder image, int pid, int parent, int capabilities) {
        image.add(
                ImageKind.PSTREE,
                0,
                PstreeEntry.newBuilder()
                        .setPid(pid)
                        .setPpid(parent)
                        .setPgid(pid)
                        .setSid(pid)
                        .addThreads(pid)
                        .build());
        CredsEntry.Builder credentials = CredsEntry.newBuilder();
        fill(credentials);
        credentials.addCapEff(capabilities).addCapEff(0);
        ThreadCoreEntry.Builder thread = ThreadCoreEntry.newBuilder();
        fill(thread);
        CoreEntry.Builder core = CoreEntry.newBuilder();
        fill(core);
        image.add(
                ImageKind.CORE,
                pid,
                core.setThreadCore(thread.setCreds(credentials)).buildPartial());
    }

    /** Everything that has to be there and does not matter here. */
    private static void fill(Message.Builder builder) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRequired()) {
                switch (field.getJavaType()) {
                    case LONG -> builder.setField(field, 0L);
                    case ENUM ->
                        builder.setField(field, field.getEnumType().getValues().get(0));
                    case MESSAGE -> {
                        Message.Builder nested = builder.newBuilderForField(field);
                        fill(nested);
                        builder.setField(field, nested.build());
                    }
                    default -> builder.setField(field, 0);
                }
            }
        }
    }
}
