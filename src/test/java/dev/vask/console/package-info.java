/** Tests of the console. */
@NullMarked
package dev.vask.console;

import org.jspecify.annotations.NullMarked;
