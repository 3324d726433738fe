package io.crj.chaos.matrix;

import java.util.Locale;

/** Who takes part in a migration and can be hurt. */
enum Party {
    SOURCE,
    TARGET,
    COORDINATOR,
    BROKER;

    /** In names of faults. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
