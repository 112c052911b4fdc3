/** What the pieces of the hot path cost, one by one, without a network: JMH benchmarks, run by {@code make bench-pieces}. */
@NullMarked
package dev.vask.bench.pieces;

import org.jspecify.annotations.NullMarked;
