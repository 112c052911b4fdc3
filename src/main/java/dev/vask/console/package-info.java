/** Serves the console, the web page for operators in {@code src/main/web}. No other package imports it. */
@NullMarked
package dev.vask.console;

import org.jspecify.annotations.NullMarked;
