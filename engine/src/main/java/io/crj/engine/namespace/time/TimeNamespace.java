package io.crj.engine.namespace.time;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.TimensEntry;
import io.crj.engine.image.proto.Timespec;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.TimerCalls;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The clocks of a time namespace: images tell what they show; time_namespaces(7). */
public final class TimeNamespace {

    private static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_BOOTTIME = 7;
    private static final int NANOS = 1_000_000_000;

    private static final String MONOTONIC = "monotonic";
    private static final String BOOT = "boottime";

    private TimeNamespace() {}

    /** Writes {@code timens-N.img} from the namespace of {@code pid}. */
    public static void dump(int pid, int nsId, ImageBuilder image) {
        Map<String, Duration> offsets = offsets(pid);
        image.add(
                ImageKind.TIMENS,
                nsId,
                TimensEntry.newBuilder()
                        .setMonotonic(time(hostNow(CLOCK_MONOTONIC, MONOTONIC).plus(offsets.get(MONOTONIC))))
                        .setBoottime(time(hostNow(CLOCK_BOOTTIME, BOOT).plus(offsets.get(BOOT))))
                        .build());
    }

    /** What clocks of a process's namespace are ahead of the host's. */
    private static Map<String, Duration> offsets(Object pid) {
        Map<String, Duration> offsets = new HashMap<>(Map.of(MONOTONIC, Duration.ZERO, BOOT, Duration.ZERO));
        for (String line :
                ProcFile.text("/proc/" + pid + "/timens_offsets").lines().toList()) {
            String[] words = line.trim().split("\\s+");
            offsets.put(words[0], Duration.ofSeconds(Long.parseLong(words[1]), Long.parseLong(words[2])));
        }
        return offsets;
    }

    /** What the host's clock shows: this process may be in a time namespace itself. */
    private static Duration hostNow(int clock, String name) {
        return TimerCalls.now(clock).minus(offsets("self").get(name));
    }

    private static Timespec time(Duration duration) {
        return Timespec.newBuilder()
                .setTvSec(duration.getSeconds())
                .setTvNsec(duration.getNano())
                .build();
    }

    /**
     * Has the clocks go on from what the image says, in a namespace that no process has entered yet.
     *
     * @param pid the process whose children will be in it
     */
    public static void restore(ImageSet image, int nsId, int pid) {
        TimensEntry entry = image.one(TimensEntry.class, ImageKind.TIMENS, nsId);
        Duration monotonic = checked(entry.getMonotonic(), nsId).minus(hostNow(CLOCK_MONOTONIC, MONOTONIC));
        Duration boot = checked(entry.getBoottime(), nsId).minus(hostNow(CLOCK_BOOTTIME, BOOT));
        ProcFile.write("/proc/" + pid + "/timens_offsets", line(MONOTONIC, monotonic) + line(BOOT, boot));
    }

    private static String line(String clock, Duration offset) {
        return clock + " " + offset.getSeconds() + " " + offset.getNano() + "\n";
    }

    private static Duration checked(Timespec time, int nsId) {
        if (time.getTvSec() < 0 || time.getTvNsec() < 0 || time.getTvNsec() >= NANOS) {
            throw new ImageFormatException(ImageKind.TIMENS.fileName(nsId), "no clock can show " + time);
        }
        return Duration.ofSeconds(time.getTvSec(), time.getTvNsec());
    }
}
