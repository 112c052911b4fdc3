/** Values of Terraform's language, and how they travel. */
@NullMarked
package dev.vask.terraform.value;

import org.jspecify.annotations.NullMarked;
