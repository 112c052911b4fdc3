package dev.vask.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the known name that a wrong one was probably meant to be. */
final class NearestName {

    private NearestName() {}

    /** A name and its distance. */
    private record Candidate(String name, int distance) {}

    /** The nearest name by the number of inserted, deleted and replaced characters; empty if more than a third would change. */
    static Optional<String> of(String wrong, Stream<String> names) {
        return names.map(name -> new Candidate(name, distance(wrong, name)))
                .filter(it -> it.distance <= Math.max(wrong.length(), it.name.length()) / 3)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** The Levenshtein distance. */
    static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int column = 0; column <= b.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= a.length(); row++) {
            int[] current = new int[b.length() + 1];
            current[0] = row;
            for (int column = 1; column <= b.length(); column++) {
                int replaced = above[column - 1] + (a.charAt(row - 1) == b.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[b.length()];
    }
}
