package io.crj.engine.memory;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Files that a process uses by path without having them open: mapped ones, its executable, its directories. */
public final class MappedFiles {

    private static final String DELETED = " (deleted)";

    /** @param flags of open(2) */
    private record Use(String path, int flags) {}

    private final int pid;
    private final Map<Use, Integer> ids = new LinkedHashMap<>();

    public MappedFiles(int pid) {
        this.pid = pid;
    }

    /** Number in the image of the file at {@code path}, as a link of /proc shows it. */
    public int id(String path, int openFlags) {
        if (path.endsWith(DELETED)) {
            throw new UnsupportedResourceException(pid, path, "a deleted file in use is not supported yet");
        }
        return ids.computeIfAbsent(new Use(path, openFlags), use -> ids.size() + 1);
    }

    /** How many there are; they are numbered from 1. */
    public int count() {
        return ids.size();
    }

    /** Path of file number {@code id}. */
    public String path(int id) {
        return ids.keySet().stream().skip(id - 1L).findFirst().orElseThrow().path;
    }

    /** All paths. */
    public List<String> paths() {
        return ids.keySet().stream().map(Use::path).distinct().toList();
    }

    /** Their entries in {@code files.img}. */
    public void write(ImageBuilder image) {
        for (FileEntry entry : entries()) {
            image.add(ImageKind.FILES, 0, entry);
        }
    }

    private List<FileEntry> entries() {
        List<FileEntry> entries = new ArrayList<>();
        ids.forEach((use, id) -> {
            FileStat stat = FileCalls.stat("/proc/" + pid + "/root" + use.path);
            RegFileEntry.Builder file = RegFileEntry.newBuilder()
                    .setId(id)
                    .setFlags(use.flags)
                    .setPos(0)
                    .setFown(FownEntry.newBuilder()
                            .setUid(0)
                            .setEuid(0)
                            .setSignum(0)
                            .setPidType(0)
                            .setPid(0))
                    .setName(use.path)
                    .setMode(stat.mode());
            if (stat.isRegular() && use.flags == 0) {
                file.setSize(stat.sizeBytes());
            }
            entries.add(FileEntry.newBuilder()
                    .setType(FdType.REG)
                    .setId(id)
                    .setReg(file)
                    .build());
        });
        return entries;
    }
}
