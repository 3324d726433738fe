package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntryBudgetTest {

    @Test
    void shouldRefuseMillionsOfEmptyMessagesBeforeTheyAreMade() throws IOException {
        int vmas = MmEntry.getDescriptor().findFieldByName("vmas").getNumber();
        byte[] bomb = repeated(vmas, EntryBudget.MAX_OBJECTS + 1);
        assertThatThrownBy(() -> entries(ImageKind.MM, bomb))
                .isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("parts");
    }

    @Test
    void shouldRefuseMillionsOfPackedNumbersBeforeTheyAreMade() throws IOException {
        int threads = PstreeEntry.getDescriptor().findFieldByName("threads").getNumber();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(threads, new byte[EntryBudget.MAX_OBJECTS + 1]);
        out.flush();
        assertThatThrownBy(() -> entries(ImageKind.PSTREE, bytes.toByteArray())).hasMessageContaining("parts");
    }

    @Test
    void shouldTakeAsManyMappingsAsAnAddressSpaceMayHave() {
        PstreeEntry.Builder entry =
                PstreeEntry.newBuilder().setPid(1).setPpid(0).setPgid(1).setSid(1);
        for (int i = 0; i < 1_000_000; i++) {
            entry.addThreads(i);
        }
        assertThat(entry.build().toByteArray()).hasSizeGreaterThan(EntryBudget.SURELY_ENOUGH_BYTES);
        assertThat(ImageSet.of(Map.of(
                                "pstree.img",
                                file(ImageKind.PSTREE, entry.build().toByteArray())))
                        .one(PstreeEntry.class, ImageKind.PSTREE, 0)
                        .getThreadsCount())
                .isEqualTo(1_000_000);
    }

    private static void entries(ImageKind kind, byte[] message) {
        ImageSet.of(Map.of(kind.fileName(1), file(kind, message))).entries(kind, 1);
    }

    private static byte[] repeated(int field, int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int i = 0; i < count; i++) {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(0);
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] file(ImageKind kind, byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageFraming.writeHead(out, kind);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(message.length)
                .array());
        out.writeBytes(message);
        return out.toByteArray();
    }
}
