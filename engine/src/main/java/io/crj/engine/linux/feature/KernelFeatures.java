package io.crj.engine.linux.feature;

import java.util.List;
import java.util.stream.Stream;

/** What this kernel can do for crj, as far as this process may use it; probed once, nothing is changed. */
public final class KernelFeatures {

    private static final class Holder {
        static final List<Feature> ALL = Stream.of(
                        Stream.of(Capabilities.probe()),
                        TaskFeatures.probe(),
                        MemoryFeatures.probe(),
                        NetworkFeatures.probe())
                .flatMap(features -> features)
                .toList();
    }

    private KernelFeatures() {}

    /** All of them. */
    public static List<Feature> all() {
        return Holder.ALL;
    }
}
