package dev.vask.terraform.provider;

import dev.vask.terraform.schema.Diagnostics;
import dev.vask.terraform.schema.Schema;
import dev.vask.terraform.value.Value.Fields;
import java.util.List;

/** All that a provider offers to Terraform. */
public interface Provider {

    /** The settings of the {@code provider} block. */
    Schema settings();

    /** Takes the settings, of which some may not be known yet. It is the first to be called, and once. */
    void configure(Fields settings, Diagnostics problems);

    List<Resource> resources();

    List<DataSource> dataSources();

    List<EphemeralResource> ephemeralResources();
}
