package dev.vask.terraform.schema;

import java.util.ArrayList;
import java.util.List;

/** What Terraform tells its user, besides the result. */
public final class Diagnostics {

    /** One of it: {@code summary} is a line, {@code detail} says what would be right. */
    public record Entry(boolean error, String summary, String detail, Path path) {}

    private final List<Entry> entries = new ArrayList<>();

    public void error(String summary, String detail, Path path) {
        entries.add(new Entry(true, summary, detail, path));
    }

    public void warning(String summary, String detail, Path path) {
        entries.add(new Entry(false, summary, detail, path));
    }

    /** An attribute that is wrong, in the words of the admin API: {@code must be ...}. */
    public void wrong(Path path, String problem) {
        error("Invalid value for " + path, "%s %s".formatted(path, problem), path);
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public boolean hasErrors() {
        return entries.stream().anyMatch(Entry::error);
    }
}
