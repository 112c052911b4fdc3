@NullMarked
package dev.vask.limits;

import org.jspecify.annotations.NullMarked;
