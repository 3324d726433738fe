package io.crj.chaos.matrix;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is done to whom. */
record Fault(Kind kind, Party party) {

    /** What can be done. */
    enum Kind {
        /** {@code kill -9}; started again a moment later. */
        KILL(Party.values()),
        /** SIGSTOP for longer than a peer may be silent. */
        STOP(Party.values()),
        /** The host's cable lets nothing through, for as long. */
        CUT(Party.SOURCE, Party.TARGET, Party.COORDINATOR),
        /** The host hears but is not heard, for as long. */
        MUTE(Party.SOURCE, Party.TARGET, Party.COORDINATOR),
        /** What the host sends goes through a narrow pipe with a long queue, to the end of the migration. */
        SLOW(Party.SOURCE, Party.TARGET),
        /** The disk with the party's own files is full, to the end of the migration. */
        FULL(Party.SOURCE, Party.TARGET, Party.COORDINATOR),
        /** A byte is changed in what the host sends to an agent, with a checksum that fits. */
        CORRUPT(Party.SOURCE, Party.COORDINATOR);

        private final List<Party> parties;

        Kind(Party... parties) {
            this.parties = List.of(parties);
        }
    }

    /** All there are. */
    static List<Fault> all() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> kind.parties.stream().map(party -> new Fault(kind, party)))
                .toList();
    }

    /** Those whose name begins with one of the words; {@code kill} is all that kill. */
    static List<Fault> named(String words) {
        return all().stream()
                .filter(fault -> Stream.of(words.split(","))
                        .anyMatch(word -> fault.label().startsWith(word)))
                .toList();
    }

    String label() {
        return kind.name().toLowerCase(Locale.ROOT) + '-' + party.label();
    }
}
