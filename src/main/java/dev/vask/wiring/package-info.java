/** Creates the implementations for the settings and connects them. No other package imports it. */
@NullMarked
package dev.vask.wiring;

import org.jspecify.annotations.NullMarked;
