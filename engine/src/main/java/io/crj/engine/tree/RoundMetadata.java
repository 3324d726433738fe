package io.crj.engine.tree;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.KernelObjectIds;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.memory.MappedFiles;
import io.crj.engine.memory.VmaDump;
import io.crj.engine.namespace.time.TimeNamespace;
import io.crj.engine.resource.tty.SessionTerminals;
import java.util.List;
import java.util.Map;

/** What a receiver has to know before the pages of a round: the processes, their mappings and the files behind them. */
public final class RoundMetadata {

    private RoundMetadata() {}

    /** @param mappings by process, parents before children */
    public static Map<String, byte[]> of(Map<Integer, List<Mapping>> mappings, boolean shellJob) {
        ImageBuilder image = new ImageBuilder();
        new FamilyDump(mappings.keySet(), shellJob).entries().forEach(kin -> image.add(ImageKind.PSTREE, 0, kin));
        KernelObjectIds ids = new KernelObjectIds();
        image.add(
                ImageKind.INVENTORY,
                0,
                InventoryFile.entry(ids.dumper(), "round").build());
        int firstFile = 1;
        for (Map.Entry<Integer, List<Mapping>> process : mappings.entrySet()) {
            int pid = process.getKey();
            int ownPid = OwnPids.ofProcess(pid);
            MappedFiles files = new MappedFiles(pid, firstFile);
            MmEntry.Builder mm = MmEntry.newBuilder().addAllVmas(new VmaDump(pid, files).dump(process.getValue()));
            mm.setExeFileId(files.id("exe"));
            image.add(ImageKind.MM, ownPid, withoutAddresses(mm));
            TaskKobjIdsEntry own = ids.process(pid);
            image.add(ImageKind.IDS, ownPid, own);
            if (firstFile == 1 && own.getTimeNsId() != ids.dumper().getTimeNsId()) {
                // The first process is born with its clocks, and children with theirs.
                TimeNamespace.dump(pid, own.getTimeNsId(), image);
            }
            files.write(image);
            firstFile = files.next();
        }
        SessionTerminals.describe(mappings.keySet(), OwnPids::of, image);
        return image.files();
    }

    /** The address space proper is of interest in the final dump only. */
    private static MmEntry withoutAddresses(MmEntry.Builder mm) {
        return mm.setMmStartCode(0)
                .setMmEndCode(0)
                .setMmStartData(0)
                .setMmEndData(0)
                .setMmStartStack(0)
                .setMmStartBrk(0)
                .setMmBrk(0)
                .setMmArgStart(0)
                .setMmArgEnd(0)
                .setMmEnvStart(0)
                .setMmEnvEnd(0)
                .build();
    }
}
