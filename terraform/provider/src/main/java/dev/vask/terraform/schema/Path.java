package dev.vask.terraform.schema;

import java.util.ArrayList;
import java.util.List;

/** The path of a value in a configuration: names of attributes, the outermost first. */
public record Path(List<String> names) {

    /** The configuration itself. */
    public static final Path ROOT = new Path(List.of());

    public Path {
        names = List.copyOf(names);
    }

    public static Path of(String... names) {
        return new Path(List.of(names));
    }

    public Path with(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new Path(longer);
    }

    /** This path without its first name, if that is {@code first}. */
    public Path after(String first) {
        return names.size() > 1 && names.getFirst().equals(first) ? new Path(names.subList(1, names.size())) : this;
    }

    /** The path as text, like {@code quotas.max_connections}. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
