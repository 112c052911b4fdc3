/**
 * Support for integration tests: servers as separate processes, apps, signed requests, WebSocket clients, Redis and Postgres.
 *
 * <p>A test gets all URLs and apps from its {@link dev.vask.support.Server}, so that it does not affect other tests and runs
 * against one process as well as against a cluster.
 */
@NullMarked
package dev.vask.support;

import org.jspecify.annotations.NullMarked;
