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
 * known keys. Only if it is not, {@link SchemaMigration} and {@link SecretReencryption} run, because Flyway and JDBC take half of the startup
 * time.
 */
final class SchemaCheck {

    private static final Logger LOG = Logger.getLogger(SchemaCheck.class);
    private static final String LOOK = """
            select version, checksum, success from flyway_schema_history order by installed_rank;
            """ + AtRest.KEYS;

    private final Pool database;
    private final SecretCipher cipher;

    SchemaCheck(Pool database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /** Whether the database is ready. Never fails: a database that cannot be checked is not ready. */
    CompletableFuture<Boolean> findsOrder() {
        Future<RowSet<Row>> looked = database.query(LOOK).execute();
        List<AppliedMigration> known = AppliedMigration.all(); // read while the database responds
        return looked.map(done -> known.equals(migrations(done)) && isReadable(done.next()))
                .recover(failure -> {
                    LOG.debug("The database schema is not as expected", failure);
                    return Future.succeededFuture(false);
                })
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static List<AppliedMigration> migrations(RowSet<Row> done) {
        return StreamSupport.stream(done.spliterator(), false)
                .map(row -> new AppliedMigration(
                        row.getString("version"), row.getInteger("checksum"), row.getBoolean("success")))
                .toList();
    }

    private boolean isReadable(RowSet<Row> keys) {
        return StreamSupport.stream(keys.spliterator(), false)
                .map(row -> row.getString("key_id"))
                .allMatch(id -> id != null && cipher.ids().contains(id));
    }
}
