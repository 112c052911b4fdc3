package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vask.support.TestDatabase;
import dev.vask.support.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The connections to Postgres of a process that may be frozen. */
class RenewedPoolTest {

    private static final String APPLICATION = "renewed pool";

    private final TestDatabase database = TestPostgres.database();
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong millis = new AtomicLong();
    private final RenewedPool pool =
            new RenewedPool(this::create, nanos::get, () -> Instant.ofEpochMilli(millis.get()));

    private Pool create() {
        return PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(2))
                .connectingTo(new PgConnectOptions()
                        .setHost(database.host())
                        .setPort(database.port())
                        .setDatabase(database.name())
                        .setUser(database.username())
                        .setPassword(database.password())
                        .setProperties(Map.of("application_name", APPLICATION)))
                .using(vertx)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        result(pool.close());
        result(vertx.close());
    }

    @Test
    void a_connection_is_used_again_within_three_seconds() throws Exception {
        int first = use();
        pass(Duration.ofMillis(2_900));

        assertThat(use()).isEqualTo(first);
    }

    @Test
    void connections_that_were_not_used_for_three_seconds_are_replaced() throws Exception {
        int first = use();
        pass(Duration.ofSeconds(3));

        assertThat(use()).isNotEqualTo(first);
        awaitConnections(1);
    }

    @Test
    void a_clock_that_was_set_or_stopped_does_not_hide_a_freeze() throws Exception {
        int first = use();
        millis.addAndGet(-3_600_000);
        int second = use();
        nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(second).isNotEqualTo(first);
        assertThat(use()).isNotIn(first, second);
    }

    @Test
    void a_query_that_takes_longer_ends_before_its_connection_is_closed() throws Exception {
        SqlConnection slow = result(pool.getConnection());
        result(slow.query("select pg_advisory_lock(7)").execute());
        SqlConnection waiting = result(pool.getConnection());
        Future<?> query = waiting.query("select pg_advisory_lock(7)").execute();
        pass(Duration.ofSeconds(4));

        use();
        result(slow.query("select pg_advisory_unlock(7)").execute());
        result(query);
        result(slow.close());
        awaitConnections(3);
        result(waiting.close());

        awaitConnections(1);
    }

    /** Runs a query. Returns the process of Postgres that ran it. */
    private int use() throws Exception {
        SqlConnection connection = result(pool.getConnection());
        int process = result(connection.query("select pg_backend_pid()").execute())
                .iterator()
                .next()
                .getInteger(0);
        result(connection.close());
        return process;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        millis.addAndGet(time.toMillis());
    }

    private void awaitConnections(int expected) {
        await().untilAsserted(() -> assertThat(database.query(
                        "select count(*) from pg_stat_activity where application_name = '%s'".formatted(APPLICATION)))
                .isEqualTo(Integer.toString(expected)));
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
