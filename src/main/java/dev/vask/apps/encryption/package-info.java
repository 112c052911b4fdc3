/** Encryption of secrets and webhook headers where apps are stored, under {@code vask.secrets.key}. */
@NullMarked
package dev.vask.apps.encryption;

import org.jspecify.annotations.NullMarked;
