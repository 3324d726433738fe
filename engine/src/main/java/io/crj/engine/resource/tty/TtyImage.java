package io.crj.engine.resource.tty;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.TtyDataEntry;
import io.crj.engine.image.proto.TtyInfoEntry;
import io.crj.engine.image.proto.TtyType;
import io.crj.engine.linux.abi.Stat;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The terminals of an image, checked. */
final class TtyImage {

    private static final int MAX_INDEX = 1 << 20;
    private static final int ALTERNATES = 5;

    private final Map<Integer, TtyInfoEntry> infos = new HashMap<>();
    private final Map<Integer, TtyInfoEntry> masters = new HashMap<>();
    private final Map<Integer, PtyQueues.Waiting> waiting = new HashMap<>();
    private final Map<Integer, RegFileEntry> paths = new HashMap<>();
    private final Map<Integer, Integer> pathIds = new HashMap<>();
    private final Set<Integer> groups = new HashSet<>();
    private final Map<Integer, Integer> sessions = new HashMap<>();

    TtyImage(ImageSet image) {
        for (TtyInfoEntry info : image.messages(TtyInfoEntry.class, ImageKind.TTY_INFO, 0)) {
            add(info);
        }
        for (TtyDataEntry data : image.messages(TtyDataEntry.class, ImageKind.TTY_DATA, 0)) {
            add(data);
        }
        for (FileEntry file : image.messages(FileEntry.class, ImageKind.FILES, 0)) {
            if (file.hasReg()) {
                paths.put(file.getId(), file.getReg());
            } else if (file.hasTty()) {
                pathIds.put(file.getTty().getTtyInfoId(), file.getTty().getRegfId());
            }
        }
        for (PstreeEntry process : image.messages(PstreeEntry.class, ImageKind.PSTREE, 0)) {
            groups.add(process.getPgid());
            sessions.put(process.getPid(), process.getSid());
        }
    }

    private void add(TtyInfoEntry info) {
        boolean pty = info.getType() == TtyType.PTY;
        int index = info.getPty().getIndex();
        if (info.getType() == TtyType.EXT_TTY) {
            throw corrupt(info.getId(), "is to be provided from outside, which is not supported yet");
        }
        if (pty != info.hasPty() || index < 0 || index >= MAX_INDEX || infos.put(info.getId(), info) != null) {
            throw corrupt(info.getId(), "cannot be");
        }
        if (isMaster(info) && masters.put(index, info) != null) {
            throw corrupt(info.getId(), "is the second master of /dev/pts/" + index);
        }
    }

    private void add(TtyDataEntry data) {
        int last = 0;
        for (int end : data.getEndsList()) {
            if (end < last || end > data.getData().size()) {
                throw corrupt(data.getTtyId(), "has an end of file where it has no data");
            }
            last = end;
        }
        PtyQueues.Waiting queue = new PtyQueues.Waiting(data.getData().toByteArray(), List.copyOf(data.getEndsList()));
        if (data.getData().size() > PtyQueues.MAX_BYTES || waiting.put(data.getTtyId(), queue) != null) {
            throw corrupt(data.getTtyId(), "has more data than a terminal keeps");
        }
    }

    static ImageFormatException corrupt(int infoId, String why) {
        return new ImageFormatException(
                ImageKind.TTY_INFO.fileName(0), "terminal " + Integer.toUnsignedString(infoId) + " " + why);
    }

    TtyInfoEntry info(int infoId) {
        return Optional.ofNullable(infos.get(infoId)).orElseThrow(() -> corrupt(infoId, "is missing"));
    }

    /** Whether the open files of the terminal are masters: their device is /dev/ptmx. */
    static boolean isMaster(TtyInfoEntry info) {
        long device = Integer.toUnsignedLong(info.getRdev());
        return info.getType() == TtyType.PTY && Stat.major(device) == ALTERNATES;
    }

    /** The master of a pair whose master is in the image. */
    Optional<TtyInfoEntry> master(int index) {
        return Optional.ofNullable(masters.get(index));
    }

    /** Whether it is a console or a serial line, opened by its name. */
    static boolean isOfTheHost(TtyInfoEntry info) {
        return info.getType() != TtyType.PTY && info.getType() != TtyType.CTTY;
    }

    /** What waits for readers of the terminal. */
    PtyQueues.Waiting waiting(int infoId) {
        return waiting.getOrDefault(infoId, PtyQueues.Waiting.NOTHING);
    }

    /** All pairs whose master is in the image. */
    Collection<TtyInfoEntry> masters() {
        return masters.values();
    }

    /** The name that the terminal was opened under. */
    Optional<RegFileEntry> path(TtyInfoEntry info) {
        return Optional.ofNullable(pathIds.get(info.getId())).map(paths::get);
    }

    boolean hasGroup(int group) {
        return groups.contains(group);
    }

    boolean hasProcess(int pid) {
        return sessions.containsKey(pid);
    }

    /** Whether the process is part of the session, or of the one the tree will find itself in. */
    boolean isInSession(int pid, int session) {
        int own = sessions.getOrDefault(pid, -1);
        return own == session || !sessions.containsKey(session) && !sessions.containsKey(own);
    }
}
