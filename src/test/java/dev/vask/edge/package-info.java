@NullMarked
package dev.vask.edge;

import org.jspecify.annotations.NullMarked;
