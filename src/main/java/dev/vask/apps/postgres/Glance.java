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
 * A look, of one round trip, at whether a start finds the database in order: with the schema of this very Vask, and no secret or
 * header but under keys that it has. Nearly every start does. Only if not, whatever the reason, {@link Schema} and {@link SecretsAtRest} are
 * asked to mend it or to say what is wrong: Flyway and JDBC take as long to wake as the half of a start.
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

    /** Whether all is in order; never fails, as a database that cannot be looked at is not. */
    CompletableFuture<Boolean> findsOrder() {
        Future<RowSet<Row>> looked = database.query(LOOK).execute();
        List<Migration> known = Migration.all(); // which are read while the database answers
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
