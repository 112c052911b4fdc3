/**
 * The benchmark: a load generator that drives a server from outside, over loopback, as its users do. {@code Bench} runs
 * scenarios; {@code Load} is the traffic of most of them: {@code Subscriber}s that count and time what they hear, and
 * {@code Publisher}s that say it. What each number means is in {@code docs/benchmarks.md}.
 */
@NullMarked
package dev.vask.bench;

import org.jspecify.annotations.NullMarked;
