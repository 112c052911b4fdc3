/** Chooses the parts that the settings ask for, and joins them. Imported by nobody. */
@NullMarked
package dev.vask.wiring;

import org.jspecify.annotations.NullMarked;
