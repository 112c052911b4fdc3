/** The metrics at {@code /q/metrics}. Only this package uses Micrometer. Counting takes a few nanoseconds and no lock. */
@NullMarked
package dev.vask.meters;

import org.jspecify.annotations.NullMarked;
