package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;

/** A resource that exists during one Terraform run, and is in no plan and no state. */
public interface EphemeralResource {

    /** The name of its type, such as {@code vask_app_secret}. */
    String type();

    Schema schema();

    /** Creates one. */
    Fields open(Fields config) throws ProviderException;

    /** Closes one that {@link #open} returned. */
    void close(Fields opened) throws ProviderException;
}
