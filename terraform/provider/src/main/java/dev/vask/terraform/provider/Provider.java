package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;
import java.util.List;

/** A provider for Terraform. */
public interface Provider {

    /** The settings of the {@code provider} block. */
    Schema settings();

    /** Sets the settings, of which some can be unknown. Called once, before all other calls. */
    void configure(Fields settings, Diagnostics problems);

    List<Resource> resources();

    List<DataSource> dataSources();

    List<EphemeralResource> ephemeralResources();
}
