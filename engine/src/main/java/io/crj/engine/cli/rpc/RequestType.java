package io.crj.engine.cli.rpc;

import java.util.Optional;
import java.util.stream.Stream;

/** What can be asked for; numbers are CRIU's. */
enum RequestType {
    EMPTY(0),
    DUMP(1),
    RESTORE(2),
    CHECK(3),
    PRE_DUMP(4),
    PAGE_SERVER(5),
    NOTIFY(6),
    CPUINFO_DUMP(7),
    CPUINFO_CHECK(8),
    FEATURE_CHECK(9),
    VERSION(10),
    WAIT_PID(11),
    PAGE_SERVER_CHILD(12),
    SINGLE_PRE_DUMP(13);

    private final int number;

    RequestType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static Optional<RequestType> of(int number) {
        return Stream.of(values()).filter(type -> type.number == number).findFirst();
    }
}
