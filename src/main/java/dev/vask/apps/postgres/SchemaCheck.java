package dev.vask.apps.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.jboss.logging.Logger;

/**
 * Checks in one round trip whether the database is ready: it has the schema of this version, and all secrets and headers are under
 * known keys. Only if it is not, {@link Schema} and {@link SecretsAtRest} run, because Flyway and JDBC take half of the startup
 * time.
 */
final class Glance {

    private static final Logger LOG = Logger.getLogger(Glance.class);
    private static final String LOOK = """
            select version, checksum, success from flyway_schema_history order by installed_rank;
            """ + AtRest.KEYS;

    private final Pool database;
    private final SecretCipher cipher;

    Glance(Pool database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /** Whether the database is ready. Never fails: a database that cannot be checked is not ready. */
    CompletableFuture<Boolean> findsOrder() {
        Future<RowSet<Row>> looked = database.query(LOOK).execute();
        List<Migration> known = Migration.all(); // read while the database responds
        return looked.map(done -> known.equals(migrations(done)) && isReadable(done.next()))
                .recover(failure -> {
                    LOG.debug("The database schema is not as expected", failure);
                    return Future.succeededFuture(false);
                })
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static List<Migration> migrations(RowSet<Row> done) {
        return StreamSupport.stream(done.spliterator(), false)
                .map(row -> new Migration(row.getString("version"), row.getInteger("checksum"), row.getBoolean("success")))
                .toList();
    }

    private boolean isReadable(RowSet<Row> keys) {
        return StreamSupport.stream(keys.spliterator(), false)
                .map(row -> row.getString("key_id"))
                .allMatch(id -> id != null && cipher.ids().contains(id));
    }
}
