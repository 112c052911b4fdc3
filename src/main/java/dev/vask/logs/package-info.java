/** What lines of the log are about, for machines that read them. */
@NullMarked
package dev.vask.logs;

import org.jspecify.annotations.NullMarked;
