package io.crj.engine.memory;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Things that lie at addresses and do not overlap, found by these; some programs have tens of thousands of mappings. */
final class RangeMap<T> {

    private final ToLongFunction<T> start;
    private final ToLongFunction<T> end;
    private final TreeMap<Long, T> byStart = new TreeMap<>();

    /** @param end exclusive */
    RangeMap(ToLongFunction<T> start, ToLongFunction<T> end) {
        this.start = start;
        this.end = end;
    }

    /** Takes the place of one with the same start. */
    void put(T thing) {
        byStart.put(start.applyAsLong(thing), thing);
    }

    /** All, by address. */
    Collection<T> all() {
        return byStart.values();
    }

    /** Those that have some of these addresses, at least one; a view. */
    Collection<T> overlapping(long from, long to) {
        Map.Entry<Long, T> before = byStart.lowerEntry(from);
        boolean reaches = before != null && end.applyAsLong(before.getValue()) > from;
        return byStart.subMap(reaches ? before.getKey() : from, to).values();
    }
}
