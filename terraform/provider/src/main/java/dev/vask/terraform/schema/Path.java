package dev.vask.terraform.schema;

import java.util.ArrayList;
import java.util.List;

/** Where in a configuration something is: names of attributes, from the outside in. */
public record Path(List<String> names) {

    /** The whole. */
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

    /** As people write it, {@code quotas.max_connections}. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
