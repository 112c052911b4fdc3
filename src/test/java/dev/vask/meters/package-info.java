@NullMarked
package dev.vask.meters;

import org.jspecify.annotations.NullMarked;
