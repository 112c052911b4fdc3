/** Vask's Terraform provider and modules, driven by the real Terraform against a real server. */
@NullMarked
package dev.vask.terraform;

import org.jspecify.annotations.NullMarked;
