/**
 * Apps in Postgres, for a cluster. Only this package uses Hibernate, Flyway and the Postgres clients.
 *
 * <p>{@link dev.vask.apps.postgres.Database} migrates the schema at startup. {@link dev.vask.apps.postgres.PostgresApps} serves
 * apps from a cache, loads those that are not in it, and receives every change. Classes that end with {@code Row} map the tables.
 */
@NullMarked
package dev.vask.apps.postgres;

import org.jspecify.annotations.NullMarked;
