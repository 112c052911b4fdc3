package dev.vask.apps.postgres;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.pgclient.PgPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PrepareOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Query;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A pool for a process that may be frozen at any time and for any time: if it was not used for {@link #FRESH}, its connections may be
 * broken without notice, and are replaced by new ones before the next query. Those in use are closed when they are returned. Thread-safe.
 */
@SuppressWarnings("deprecation") // Quarkus requires a PgPool
final class RenewedPool implements PgPool {

    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Supplier<Pool> creator;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private Connections current;
    private long usedNanos;
    private long usedMillis;

    /** The connections that were made since a renewal. */
    private static final class Connections {

        final Pool pool;
        private int inUse;
        private boolean replaced;

        Connections(Pool pool) {
            this.pool = pool;
        }

        synchronized void borrowed() {
            inUse++;
        }

        synchronized void returned() {
            inUse--;
            closeIfUnused();
        }

        synchronized void replaced() {
            replaced = true;
            closeIfUnused();
        }

        private void closeIfUnused() {
            if (replaced && inUse == 0) {
                pool.close();
            }
        }
    }

    /**
     * Creates the first pool.
     *
     * @param nanoTime the monotonic clock, as {@link System#nanoTime}
     * @param clock    the clock of the system, which may be set
     */
    RenewedPool(Supplier<Pool> creator, LongSupplier nanoTime, InstantSource clock) {
        this.creator = creator;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.current = new Connections(creator.get());
        this.usedNanos = nanoTime.getAsLong();
        this.usedMillis = clock.millis();
    }

    /** The connections for the next query, counted as one in use if it is borrowed. */
    private synchronized Connections fresh(boolean borrow) {
        long nanos = nanoTime.getAsLong();
        long millis = clock.millis();
        // The monotonic clock may stop while the process is frozen, and the other one may be set: both must agree.
        boolean isFresh = nanos - usedNanos < FRESH.toNanos() && Math.abs(millis - usedMillis) < FRESH.toMillis();
        usedNanos = nanos;
        usedMillis = millis;
        if (!isFresh) {
            Connections old = current;
            current = new Connections(creator.get());
            old.replaced();
        }
        if (borrow) {
            current.borrowed();
        }
        return current;
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Future<SqlConnection> getConnection() {
        Connections connections = fresh(true);
        return connections
                .pool
                .getConnection()
                .onFailure(failure -> connections.returned())
                .map(connection -> new BorrowedConnection(connection, connections::returned));
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return fresh(false).pool.query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return fresh(false).pool.preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return fresh(false).pool.preparedQuery(sql, options);
    }

    @Override
    public PgPool connectHandler(Handler<SqlConnection> handler) {
        throw new UnsupportedOperationException("a handler would be lost with the next renewal");
    }

    @Override
    public PgPool connectionProvider(Function<Context, Future<SqlConnection>> provider) {
        throw new UnsupportedOperationException("a provider would be lost with the next renewal");
    }

    @Override
    public synchronized int size() {
        return current.pool.size();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public synchronized Future<Void> close() {
        return current.pool.close();
    }
}
