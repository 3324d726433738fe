package io.crj.agent.session;

import io.crj.wire.message.Abort;
import io.crj.wire.message.Freeze;
import java.util.concurrent.TimeUnit;

/** What a coordinator leaves to us when it says nothing. */
final class Orders {

    private static final long MAX_FREEZE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private Orders() {}

    static long maxFreezeNanos(Freeze freeze) {
        return freeze.getMaxFreezeNanos() == 0 ? MAX_FREEZE_NANOS : freeze.getMaxFreezeNanos();
    }

    static String why(Abort abort) {
        return abort.getReason().isEmpty() ? "aborted by the coordinator" : abort.getReason();
    }
}
