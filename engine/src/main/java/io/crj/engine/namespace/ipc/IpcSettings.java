package io.crj.engine.namespace.ipc;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.IpcVarEntry;
import io.crj.engine.linux.proc.ProcFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The limits of an IPC namespace; ipc_namespaces(7), proc(5). */
final class IpcSettings {

    private static final String KERNEL = "/proc/sys/kernel/";
    private static final String MQUEUE = "/proc/sys/fs/mqueue/";
    private static final int SEMAPHORE_LIMITS = 4;
    /** What the kernel says when the next number is its own choice. */
    private static final int NONE_WANTED = -1;

    private IpcSettings() {}

    static void dump(int nsId, ImageBuilder image) {
        IpcVarEntry.Builder settings = IpcVarEntry.newBuilder()
                .setMsgCtlmax(number(KERNEL + "msgmax"))
                .setMsgCtlmnb(number(KERNEL + "msgmnb"))
                .setMsgCtlmni(number(KERNEL + "msgmni"))
                // Gone from newer kernels, and without effect in those that still have it.
                .setAutoMsgmni(0)
                .setShmCtlmax(Long.parseUnsignedLong(text(KERNEL + "shmmax")))
                .setShmCtlall(Long.parseUnsignedLong(text(KERNEL + "shmall")))
                .setShmCtlmni(number(KERNEL + "shmmni"))
                .setShmRmidForced(number(KERNEL + "shm_rmid_forced"))
                .setMqQueuesMax(number(MQUEUE + "queues_max"))
                .setMqMsgMax(number(MQUEUE + "msg_max"))
                .setMqMsgsizeMax(number(MQUEUE + "msgsize_max"))
                .setMqMsgDefault(number(MQUEUE + "msg_default"))
                .setMqMsgsizeDefault(number(MQUEUE + "msgsize_default"));
        nextId("msg").ifPresent(settings::setMsgNextId);
        nextId("sem").ifPresent(settings::setSemNextId);
        nextId("shm").ifPresent(settings::setShmNextId);
        Arrays.stream(text(KERNEL + "sem").split("\\s+")).map(Integer::valueOf).forEach(settings::addSemCtls);
        image.add(ImageKind.IPC_VAR, nsId, settings.build());
    }

    /** The number that the next object is to have, when somebody asked for one; kernels without CONFIG_CHECKPOINT_RESTORE never do. */
    private static OptionalInt nextId(String kind) {
        String path = nextIdPath(kind);
        int wanted = Files.exists(Path.of(path)) ? Integer.parseInt(text(path)) : NONE_WANTED;
        return wanted == NONE_WANTED ? OptionalInt.empty() : OptionalInt.of(wanted);
    }

    private static String nextIdPath(String kind) {
        return KERNEL + kind + "_next_id";
    }

    private static String text(String path) {
        return ProcFile.text(path).trim();
    }

    private static int number(String path) {
        return Integer.parseUnsignedInt(text(path));
    }

    /** All but what would end segments nobody has attached yet, see {@link #finish}. */
    static void restore(ImageSet image, int nsId) {
        IpcVarEntry settings = image.one(IpcVarEntry.class, ImageKind.IPC_VAR, nsId);
        if (settings.getSemCtlsCount() != SEMAPHORE_LIMITS) {
            throw new ImageFormatException(
                    ImageKind.IPC_VAR.fileName(nsId), settings.getSemCtlsCount() + " limits of semaphores cannot be");
        }
        String semaphores =
                settings.getSemCtlsList().stream().map(String::valueOf).collect(Collectors.joining(" "));
        ProcFile.write(KERNEL + "sem", semaphores);
        set(KERNEL + "msgmax", settings.getMsgCtlmax());
        set(KERNEL + "msgmnb", settings.getMsgCtlmnb());
        set(KERNEL + "msgmni", settings.getMsgCtlmni());
        ProcFile.write(KERNEL + "shmmax", Long.toUnsignedString(settings.getShmCtlmax()));
        ProcFile.write(KERNEL + "shmall", Long.toUnsignedString(settings.getShmCtlall()));
        set(KERNEL + "shmmni", settings.getShmCtlmni());
        if (Files.exists(Path.of(MQUEUE))) {
            set(MQUEUE + "queues_max", settings.getMqQueuesMax());
            set(MQUEUE + "msg_max", settings.getMqMsgMax());
            set(MQUEUE + "msgsize_max", settings.getMqMsgsizeMax());
            if (settings.hasMqMsgDefault()) {
                set(MQUEUE + "msg_default", settings.getMqMsgDefault());
            }
            if (settings.hasMqMsgsizeDefault()) {
                set(MQUEUE + "msgsize_default", settings.getMqMsgsizeDefault());
            }
        }
    }

    /** The rest, once every process has attached its segments. */
    static void finish(ImageSet image, int nsId) {
        IpcVarEntry settings = image.one(IpcVarEntry.class, ImageKind.IPC_VAR, nsId);
        set(KERNEL + "shm_rmid_forced", settings.getShmRmidForced());
        wantNext("msg", settings.hasMsgNextId(), settings.getMsgNextId());
        wantNext("sem", settings.hasSemNextId(), settings.getSemNextId());
        wantNext("shm", settings.hasShmNextId(), settings.getShmNextId());
    }

    private static void wantNext(String kind, boolean wanted, int number) {
        if (wanted && number != NONE_WANTED) {
            ProcFile.write(nextIdPath(kind), String.valueOf(number));
        }
    }

    private static void set(String path, int value) {
        String text = Integer.toUnsignedString(value);
        // A setting without effect on this kernel refuses any write: one that changes nothing is left out.
        if (!text(path).equals(text)) {
            ProcFile.write(path, text);
        }
    }
}
