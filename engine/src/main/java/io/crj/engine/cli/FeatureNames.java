package io.crj.engine.cli;

import io.crj.engine.linux.feature.Feature;
import io.crj.engine.linux.feature.KernelFeatures;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The features of {@code crj check} as words of a command line, CRIU's words for some of them included. */
final class FeatureNames {

    /** What CRIU calls differently. */
    private static final Map<String, String> OF_CRIU = Map.of(
            "mem_dirty_track", "userfaultfd_wp_async",
            "get_rseq_conf", "rseq",
            "network_lock_nftables", "nftables",
            "tcp_half_closed", "tcp_repair");

    private FeatureNames() {}

    static Stream<String> all() {
        return Stream.concat(KernelFeatures.all().stream().map(FeatureNames::word), OF_CRIU.keySet().stream())
                .sorted();
    }

    static Optional<Feature> find(String name) {
        String word = word(name);
        String own = OF_CRIU.getOrDefault(word, word);
        return KernelFeatures.all().stream()
                .filter(feature -> word(feature).equals(own))
                .findFirst();
    }

    private static String word(Feature feature) {
        return word(feature.name());
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
