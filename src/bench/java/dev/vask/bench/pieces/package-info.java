/** JMH benchmarks of single parts of the hot path, without a network. Run them with {@code make bench-pieces}. */
@NullMarked
package dev.vask.bench.pieces;

import org.jspecify.annotations.NullMarked;
