package io.crj.chaos.fuzz;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.crj.chaos.simulation.clock.Dice;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.image.proto.VmaEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Families of processes, likely and unlikely ones, and the few files that tell of them. */
final class FamilyBytes {

    private static final long PAGE = 4096;

    private FamilyBytes() {}

    /** Up to so many processes, parents before children; some are no family at all. */
    static List<PstreeEntry> family(int most, Dice dice) {
        List<PstreeEntry> family = new ArrayList<>();
        int size = 1 + dice.below(most);
        boolean chain = dice.chance(0.3);
        // Everybody in one session, everybody in one's own, or any mixture.
        int custom = dice.below(4);
        double mistakes = dice.chance(0.5) ? 0 : 0.05;
        for (int i = 0; i < size; i++) {
            int pid = dice.chance(mistakes) ? Bytes.oddNumber(dice) : 100 + i;
            int parent = i == 0 ? 0 : 100 + (chain ? i - 1 : dice.below(i));
            family.add(PstreeEntry.newBuilder()
                    .setPid(pid)
                    .setPpid(dice.chance(mistakes) ? Bytes.oddNumber(dice) : parent)
                    .setPgid(custom == 0 ? 100 : leader(pid, parent, size, dice))
                    .setSid(custom == 0 ? 100 : custom == 1 ? pid : leader(pid, parent, size, dice))
                    .addThreads(pid)
                    .build());
        }
        return family;
    }

    private static int leader(int pid, int parent, int size, Dice dice) {
        return switch (dice.below(4)) {
            case 0 -> pid;
            case 1 -> parent;
            case 2 -> 100 + dice.below(size);
            default -> dice.chance(0.1) ? Bytes.oddNumber(dice) : 100;
        };
    }

    /** Whole files by name. */
    static Map<String, byte[]> image(List<PstreeEntry> family) {
        Map<String, byte[]> files = new HashMap<>();
        TaskKobjIdsEntry ids = TaskKobjIdsEntry.newBuilder()
                .setVmId(1)
                .setFilesId(1)
                .setFsId(1)
                .setSighandId(1)
                .build();
        put(
                files,
                ImageKind.INVENTORY,
                0,
                ImageBytes.of(
                        ImageKind.INVENTORY,
                        InventoryEntry.newBuilder()
                                .setImgVersion(2)
                                .setRootIds(ids)
                                .build()));
        put(files, ImageKind.PSTREE, 0, ImageBytes.of(ImageKind.PSTREE, family.toArray(new PstreeEntry[0])));
        PstreeEntry root = family.get(0);
        if (root.getPid() > 0) {
            put(files, ImageKind.IDS, root.getPid(), ImageBytes.of(ImageKind.IDS, ids));
            put(files, ImageKind.MM, root.getPid(), ImageBytes.of(ImageKind.MM, memory()));
        }
        return files;
    }

    private static MmEntry memory() {
        VmaEntry.Builder mapping = VmaEntry.newBuilder();
        fill(mapping);
        MmEntry.Builder memory = MmEntry.newBuilder();
        fill(memory);
        return memory.addVmas(mapping).build();
    }

    /** All that has to be there. */
    private static void fill(Message.Builder builder) {
        for (FieldDescriptor field : builder.getDescriptorForType().getFields()) {
            if (field.isRequired()) {
                boolean wide = field.getJavaType() == FieldDescriptor.JavaType.LONG;
                builder.setField(field, wide ? (Object) PAGE : (Object) 1);
            }
        }
    }

    private static void put(Map<String, byte[]> files, ImageKind kind, long id, byte[] bytes) {
        files.put(kind.fileName(id), bytes);
    }
}
