package dev.vask.live.memory;

import java.util.HashMap;
import java.util.Map;

/** Counts things; what is counted down to zero is forgotten. */
final class Tally<K> {

    private final Map<K, Integer> counts = new HashMap<>();

    /** Counts one up; true if it was the first. */
    boolean add(K thing) {
        return counts.merge(thing, 1, Integer::sum) == 1;
    }

    /** Counts one down; true if it was the last. */
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
