/** Structured context of log lines. */
@NullMarked
package dev.vask.logs;

import org.jspecify.annotations.NullMarked;
