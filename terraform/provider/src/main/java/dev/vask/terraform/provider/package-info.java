/** Terraform's provider protocol for any provider: what Terraform asks, in terms of resources, data sources and values. */
@NullMarked
package dev.vask.terraform.provider;

import org.jspecify.annotations.NullMarked;
