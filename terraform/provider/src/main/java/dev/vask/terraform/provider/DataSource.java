package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;

/** Something that Terraform may look at. */
public interface DataSource {

    /** The name of its type, such as {@code vask_apps}. */
    String type();

    Schema schema();

    /** Looks, for a configuration that is wholly known. */
    Fields read(Fields config) throws FailedException;
}
