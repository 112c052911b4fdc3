package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;

/** Something that is there while Terraform runs, and in no plan and no state. */
public interface EphemeralResource {

    /** The name of its type, such as {@code vask_app_secret}. */
    String type();

    Schema schema();

    /** Makes one. */
    Fields open(Fields config) throws FailedException;

    /** Ends one that {@link #open} answered. */
    void close(Fields opened) throws FailedException;
}
