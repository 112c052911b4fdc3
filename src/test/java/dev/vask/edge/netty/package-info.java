@NullMarked
package dev.vask.edge.netty;

import org.jspecify.annotations.NullMarked;
