package dev.vask.live.memory;

import java.util.HashMap;
import java.util.Map;

/** Counts items. An item with count zero is removed. */
final class CountingMap<K> {

    private final Map<K, Integer> counts = new HashMap<>();

    /** Adds one. Returns true if it was the first. */
    boolean add(K thing) {
        return counts.merge(thing, 1, Integer::sum) == 1;
    }

    /** Removes one. Returns true if it was the last. */
    boolean remove(K thing) {
        Integer left = counts.get(thing);
        if (left == null) {
            return false;
        }
        if (left > 1) {
            counts.put(thing, left - 1);
            return false;
        }
        counts.remove(thing);
        return true;
    }

    boolean has(K thing) {
        return counts.containsKey(thing);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }
}
