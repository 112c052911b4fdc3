/**
 * Black-box tests of clusters: failures of nodes, of Redis and of connections. Clients track what they receive and compare it with
 * what is expected.
 */
@NullMarked
package dev.vask.clustering;

import org.jspecify.annotations.NullMarked;
