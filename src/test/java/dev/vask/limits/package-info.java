@NullMarked
package dev.vask.guard;

import org.jspecify.annotations.NullMarked;
