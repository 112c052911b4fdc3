/** What is counted, for {@code /q/metrics}: the only package that knows Micrometer. Counting costs a few nanoseconds and no lock. */
@NullMarked
package dev.vask.meters;

import org.jspecify.annotations.NullMarked;
