package dev.vask.live.memory;

import java.util.HashMap;
import java.util.Map;

/** Counts items. An item with count zero is removed. */
final class CountingMap<K> {

    private final Map<K, Integer> counts = new HashMap<>();

    /** Adds one. Returns true if it was the first. */
    boolean add(K item) {
        return counts.merge(item, 1, Integer::sum) == 1;
    }

    /** Removes one. Returns true if it was the last. */
    boolean remove(K item) {
        Integer left = counts.get(item);
        if (left == null) {
            return false;
        }
        if (left > 1) {
            counts.put(item, left - 1);
            return false;
        }
        counts.remove(item);
        return true;
    }

    boolean has(K item) {
        return counts.containsKey(item);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }
}
