/**
 * The benchmark: a load generator that drives a server over loopback, as real clients do. {@code Bench} runs scenarios. {@code Load} is
 * the load of most of them: {@code Subscriber}s, which check and time each delivery, and {@code Publisher}s. The figures are explained in
 * {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.vask.bench;

import org.jspecify.annotations.NullMarked;
