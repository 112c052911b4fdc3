/** Checks of the settings before the server starts, and secrets in files. Uses no other package. */
@NullMarked
package dev.vask.settings;

import org.jspecify.annotations.NullMarked;
