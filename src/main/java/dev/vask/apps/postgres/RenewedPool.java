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
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A pool for a process that may be frozen at any time and for any time: if it was not used for {@link #FRESH}, its connections may be
 * broken without notice, and are replaced by new ones before the next query. Thread-safe.
 */
@SuppressWarnings("deprecation") // Quarkus requires a PgPool
final class RenewedPool implements PgPool {

    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Supplier<Pool> creator;
    private Pool current;
    private long usedNanos = System.nanoTime();
    private long usedMillis = System.currentTimeMillis();

    RenewedPool(Supplier<Pool> creator) {
        this.creator = creator;
        this.current = creator.get();
    }

    private synchronized Pool fresh() {
        long nanos = System.nanoTime();
        long millis = System.currentTimeMillis();
        // The monotonic clock may stop while the process is frozen, and the other one may be set: both must agree.
        boolean isFresh = nanos - usedNanos < FRESH.toNanos() && Math.abs(millis - usedMillis) < FRESH.toMillis();
        usedNanos = nanos;
        usedMillis = millis;
        if (!isFresh) {
            Pool old = current;
            current = creator.get();
            old.close();
        }
        return current;
    }

    @Override
    public void getConnection(Handler<AsyncResult<SqlConnection>> handler) {
        getConnection().onComplete(handler);
    }

    @Override
    public Future<SqlConnection> getConnection() {
        return fresh().getConnection();
    }

    @Override
    public Query<RowSet<Row>> query(String sql) {
        return fresh().query(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql) {
        return fresh().preparedQuery(sql);
    }

    @Override
    public PreparedQuery<RowSet<Row>> preparedQuery(String sql, PrepareOptions options) {
        return fresh().preparedQuery(sql, options);
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
        return current.size();
    }

    @Override
    public void close(Handler<AsyncResult<Void>> handler) {
        close().onComplete(handler);
    }

    @Override
    public synchronized Future<Void> close() {
        return current.close();
    }
}
