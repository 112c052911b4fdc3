/** Running the service: what a visitor and a newcomer see, health. Imported by nobody. */
@NullMarked
package dev.vask.ops;

import org.jspecify.annotations.NullMarked;
