package io.crj.chaos.fuzz;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.tree.AddressHole;
import io.crj.engine.tree.FamilyRestore;
import io.crj.engine.tree.NamespacesRestore;
import io.crj.engine.tree.kinship.Kin;
import io.crj.engine.tree.kinship.Kinship;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a restore looks at before it makes its first process: the family, its namespaces, its address spaces, all births. */
final class FamilyFuzzer implements Fuzzer {

    private static final int LARGE = 30_000;

    @Override
    public String name() {
        return "plans of a restore";
    }

    @Override
    public long allowedBytes() {
        return 64 << 20;
    }

    @Override
    public int feed(Dice dice) {
        int most = dice.chance(0.001) ? LARGE : dice.chance(0.1) ? 200 : 8;
        Map<String, byte[]> files = new HashMap<>(FamilyBytes.image(FamilyBytes.family(most, dice)));
        if (dice.chance(0.5)) {
            List<String> names = new ArrayList<>(files.keySet());
            names.sort(null);
            files.computeIfPresent(names.get(dice.below(names.size())), (name, bytes) -> Bytes.changed(bytes, dice));
        }
        try {
            plan(ImageSet.of(files), dice.chance(0.5));
        } catch (EngineException declared) {
            // As it should be.
        } catch (RuntimeException | StackOverflowError undeclared) {
            throw new FuzzFinding("an exception of another kind: " + undeclared, undeclared);
        }
        return files.values().stream().mapToInt(bytes -> bytes.length).sum();
    }

    private static void plan(ImageSet image, boolean shellJob) {
        List<Kin> family = FamilyRestore.read(image, shellJob);
        NamespacesRestore.check(image, TreeOptions.DEFAULT);
        List<VmaEntry> mappings = new ArrayList<>();
        for (Kin kin : family) {
            if (image.has(ImageKind.MM, kin.pid())) {
                mappings.addAll(
                        image.one(MmEntry.class, ImageKind.MM, kin.pid()).getVmasList());
            }
        }
        AddressHole.find(mappings);
        Kinship kinship = new Kinship();
        kinship.births(family);
        kinship.groups();
    }
}
