/**
 * Vask's Terraform provider: a process of its own, which talks to the admin API and nothing else. Packages use those below
 * them: {@code vask} (what Vask has), {@code provider} (what Terraform asks), {@code plugin} (how it asks), {@code schema},
 * {@code value}.
 */
@NullMarked
package dev.vask.terraform;

import org.jspecify.annotations.NullMarked;
