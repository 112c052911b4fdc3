/**
 * Apps in Postgres, for a cluster: the only package that knows Hibernate, Flyway and the Postgres clients.
 *
 * <p>{@link dev.vask.apps.postgres.Database} prepares the schema at the start; {@link dev.vask.apps.postgres.PostgresApps}
 * answers from a cache, looks up what is not in it, and hears of every change, by whomever it was made.
 */
@NullMarked
package dev.vask.apps.postgres;

import org.jspecify.annotations.NullMarked;
