@NullMarked
package dev.vask.traces;

import org.jspecify.annotations.NullMarked;
