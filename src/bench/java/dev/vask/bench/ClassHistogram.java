package dev.vask.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The live objects of a JVM by class, as {@code jcmd GC.class_histogram} prints them. */
record ClassHistogram(Map<String, Objects> classes) {

    private static final Pattern LINE = Pattern.compile("(?m)^\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+)");
    private static final Objects NONE = new Objects(0, 0);

    /** The objects of one class. */
    record Objects(long count, long bytes) {

        private Objects plus(Objects other) {
            return new Objects(count + other.count, bytes + other.bytes);
        }

        private Objects minus(Objects other) {
            return new Objects(count - other.count, bytes - other.bytes);
        }
    }

    /** Parses the output of the command. */
    static ClassHistogram of(String output) {
        Map<String, Objects> classes = new HashMap<>();
        LINE.matcher(output)
                .results()
                .forEach(line -> classes.merge(
                        line.group(3),
                        new Objects(Long.parseLong(line.group(1)), Long.parseLong(line.group(2))),
                        Objects::plus));
        return new ClassHistogram(classes);
    }

    ClassHistogram since(ClassHistogram before) {
        Map<String, Objects> difference = new HashMap<>();
        classes.forEach(
                (name, objects) -> difference.put(name, objects.minus(before.classes.getOrDefault(name, NONE))));
        return new ClassHistogram(difference);
    }

    long bytes() {
        return classes.values().stream().mapToLong(Objects::bytes).sum();
    }

    /** The classes with the most bytes, the largest first. */
    List<Map.Entry<String, Objects>> largest(int limit) {
        Comparator<Map.Entry<String, Objects>> bySize =
                Comparator.comparingLong(it -> -it.getValue().bytes());
        return classes.entrySet().stream().sorted(bySize).limit(limit).toList();
    }
}
