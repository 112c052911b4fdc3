/** What may be configured, and what is told about it. */
@NullMarked
package dev.vask.terraform.schema;

import org.jspecify.annotations.NullMarked;
