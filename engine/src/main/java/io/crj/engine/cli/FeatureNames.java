package io.crj.engine.cli;

import io.crj.engine.linux.feature.Feature;
import io.crj.engine.linux.feature.KernelFeatures;
import io.crj.engine.linux.feature.NamedFeatures;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The features of {@code crj check} as words of a command line, CRIU's words for them included. */
final class FeatureNames {

    private FeatureNames() {}

    static Stream<String> all() {
        return Stream.concat(
                        KernelFeatures.all().stream().map(feature -> word(feature.name())),
                        NamedFeatures.names().stream())
                .distinct()
                .sorted();
    }

    static Optional<Feature> find(String name) {
        String word = word(name);
        Optional<Feature> own = KernelFeatures.all().stream()
                .filter(feature -> word(feature.name()).equals(word))
                .findFirst();
        return own.or(() -> NamedFeatures.find(word));
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
