package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;

/** A data source, which Terraform can read. */
public interface DataSource {

    /** The name of its type, such as {@code vask_apps}. */
    String type();

    Schema schema();

    /** Reads it, for a configuration without unknown values. */
    Fields read(Fields config) throws ProviderException;
}
