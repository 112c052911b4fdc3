package dev.vask.terraform.schema;

import dev.vask.terraform.value.Value;

/** A constraint for the value of an attribute. It is not called for null and for unknown values. */
@FunctionalInterface
public interface Rule {

    /** Accepts every value. */
    Rule NONE = (path, value, problems) -> {};

    /** Adds the errors of a value. */
    void check(Path path, Value value, Diagnostics problems);
}
