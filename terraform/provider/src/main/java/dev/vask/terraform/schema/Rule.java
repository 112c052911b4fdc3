package dev.vask.terraform.schema;

import dev.vask.terraform.value.Value;

/** What a value of an attribute must be like. It hears neither of null nor of what is wholly unknown. */
@FunctionalInterface
public interface Rule {

    /** Everything is right. */
    Rule NONE = (path, value, problems) -> {};

    /** Adds what is wrong. */
    void check(Path path, Value value, Diagnostics problems);
}
