package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A resource, which Terraform creates, updates and deletes. Calls are concurrent. */
public interface Resource {

    /** The name of its type, such as {@code vask_app}. */
    String type();

    Schema schema();

    /** Checks constraints between attributes; values can be unknown. */
    default void validate(Fields config, Diagnostics problems) {}

    /**
     * Adjusts the plan of the schema.
     *
     * @param prior   the current state; null if it is new
     * @param config  the configuration, including write-only attributes
     * @param planned the plan from the schema
     */
    default Fields plan(@Nullable Fields prior, Fields config, Fields planned) {
        return planned;
    }

    /** Creates it, and returns its state. */
    Fields create(Fields planned, Fields config) throws ProviderException;

    /** Reads the current state; empty if it does not exist. */
    Optional<Fields> read(Fields state) throws ProviderException;

    /** Changes it in place, and returns its state. */
    Fields update(Fields prior, Fields planned, Fields config) throws ProviderException;

    /** Deletes it; succeeds if it does not exist. */
    void delete(Fields state) throws ProviderException;

    /** The part of the state that {@link #read} needs to read the rest. */
    Fields stateForImport(String importId) throws ProviderException;
}
