/** The live state of a standalone server, in memory. */
@NullMarked
package dev.vask.live.memory;

import org.jspecify.annotations.NullMarked;
