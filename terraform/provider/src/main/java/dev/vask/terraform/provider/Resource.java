package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that Terraform makes, keeps as it is configured, and deletes. Many may be under way at once. */
public interface Resource {

    /** The name of its type, such as {@code vask_app}. */
    String type();

    Schema schema();

    /** Checks what no rule of a single attribute can; values may be unknown. */
    default void validate(Fields config, Diagnostics problems) {}

    /**
     * Improves the plan that the schema makes.
     *
     * @param prior   what there is; null if it will be made
     * @param config  as it was written, write-only attributes included
     * @param planned by the schema's defaults and rules
     */
    default Fields plan(@Nullable Fields prior, Fields config, Fields planned) {
        return planned;
    }

    /** Makes one, and answers the state that it then has. */
    Fields create(Fields planned, Fields config) throws FailedException;

    /** How it is now; empty if it is gone. */
    Optional<Fields> read(Fields state) throws FailedException;

    /** Changes it in place, and answers the state that it then has. */
    Fields update(Fields prior, Fields planned, Fields config) throws FailedException;

    /** Deletes it; that it is gone already is no failure. */
    void delete(Fields state) throws FailedException;

    /** Enough of the state of one that exists for {@link #read} to find the rest. */
    Fields stateOf(String importId) throws FailedException;
}
