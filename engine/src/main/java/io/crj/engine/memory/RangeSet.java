package io.crj.engine.memory;

import java.util.Map;
import java.util.TreeMap;

/** A set of addresses, kept as disjoint ranges. */
public final class RangeSet {

    private final TreeMap<Long, Long> ends = new TreeMap<>();

    public void add(long start, long end) {
        long from = start;
        long to = end;
        Map.Entry<Long, Long> before = ends.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            from = before.getKey();
            to = Math.max(to, before.getValue());
        }
        for (Map.Entry<Long, Long> next = ends.ceilingEntry(from);
                next != null && next.getKey() <= to;
                next = ends.ceilingEntry(from)) {
            to = Math.max(to, next.getValue());
            ends.remove(next.getKey());
        }
        ends.put(from, to);
    }

    /** Adds what {@code other} has between two addresses. */
    void addAll(RangeSet other, long start, long end) {
        other.between(start, end).forEach((from, to) -> add(Math.max(from, start), Math.min(to, end)));
    }

    /** Ranges that have some of these addresses. */
    private Map<Long, Long> between(long start, long end) {
        Map.Entry<Long, Long> before = ends.lowerEntry(start);
        return ends.subMap(before != null && before.getValue() > start ? before.getKey() : start, end);
    }

    /** Whether any of these addresses is in it. */
    boolean touches(long start, long end) {
        Map.Entry<Long, Long> before = ends.lowerEntry(end);
        return before != null && before.getValue() > start;
    }

    void remove(long start, long end) {
        Map.Entry<Long, Long> before = ends.lowerEntry(start);
        if (before != null && before.getValue() > start) {
            ends.put(before.getKey(), start);
            if (before.getValue() > end) {
                ends.put(end, before.getValue());
            }
        }
        for (Map.Entry<Long, Long> next = ends.ceilingEntry(start);
                next != null && next.getKey() < end;
                next = ends.ceilingEntry(start)) {
            ends.remove(next.getKey());
            if (next.getValue() > end) {
                ends.put(end, next.getValue());
            }
        }
    }

    /** What between two addresses is not in it. */
    public RangeList outside(long start, long end) {
        RangeSet rest = new RangeSet();
        rest.add(start, end);
        between(start, end).forEach(rest::remove);
        return rest.without(new long[0]);
    }

    /** Takes all of {@code startEndPairs} out; what is left over. */
    public RangeList without(long[] startEndPairs) {
        RangeSet rest = new RangeSet();
        rest.ends.putAll(ends);
        for (int i = 0; i < startEndPairs.length; i += 2) {
            rest.remove(startEndPairs[i], startEndPairs[i + 1]);
        }
        RangeList list = new RangeList();
        rest.ends.forEach(list::add);
        return list;
    }
}
