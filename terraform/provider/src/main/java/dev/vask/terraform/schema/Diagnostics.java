package dev.vask.terraform.schema;

import java.util.ArrayList;
import java.util.List;

/** Errors and warnings that Terraform shows to its user. */
public final class Diagnostics {

    /** An error or a warning: {@code summary} is one line, {@code detail} says how to correct it. */
    public record Entry(boolean error, String summary, String detail, Path path) {}

    private final List<Entry> entries = new ArrayList<>();

    public void error(String summary, String detail, Path path) {
        entries.add(new Entry(true, summary, detail, path));
    }

    public void warning(String summary, String detail, Path path) {
        entries.add(new Entry(false, summary, detail, path));
    }

    /** Adds an invalid attribute, with the message of the admin API: {@code must be ...}. */
    public void invalid(Path path, String problem) {
        error("Invalid value for " + path, "%s %s".formatted(path, problem), path);
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    public boolean hasErrors() {
        return entries.stream().anyMatch(Entry::error);
    }
}
