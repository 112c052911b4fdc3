package dev.vask.apps.postgres;

import dev.vask.apps.postgres.SecretCipher.Sealed;
import dev.vask.logs.LogContext;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Checks and encrypts the secrets and webhook headers in the database at startup. Blocks. */
final class SecretReencryption {

    private static final Logger LOG = Logger.getLogger(SecretReencryption.class);

    private final DataSource database;
    private final SecretCipher cipher;

    SecretReencryption(DataSource database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /**
     * Encrypts what is stored in plain text, and checks that the keys of all others are known. Nodes can do so concurrently.
     *
     * @throws ConfigurationException if a key is missing; the message has its id
     */
    void prepare() {
        try (Connection connection = database.getConnection()) {
            checkKeys(connection);
            tell(sealSecrets(connection), "secrets");
            tell(sealHeaders(connection), "webhook headers");
            tellOfFormerFormat(connection);
        } catch (SQLException e) {
            throw new ConfigurationException("Cannot encrypt the secrets in the database: " + e.getMessage());
        }
    }

    private void checkKeys(Connection connection) throws SQLException {
        TreeSet<String> unknown = new TreeSet<>();
        try (PreparedStatement used = connection.prepareStatement(AtRest.KEYS);
                ResultSet ids = used.executeQuery()) {
            while (ids.next()) {
                Optional.ofNullable(ids.getString(1)).ifPresent(unknown::add);
            }
        }
        unknown.removeAll(cipher.ids());
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(
                    ("Secrets in the database are encrypted under the keys %s, which vask.secrets.key does"
                                    + " not contain. Add them to VASK_SECRETS_KEY, after a comma.")
                            .formatted(unknown));
        }
    }

    /** Returns the number of encrypted secrets, by app. */
    private Map<String, Integer> sealSecrets(Connection connection) throws SQLException {
        Map<String, Integer> sealed = new TreeMap<>();
        try (PreparedStatement plain = connection.prepareStatement(
                        "select id, app_key, secret, uid, expires_at from app_secrets where key_id is null");
                // A concurrent change of the row wins.
                PreparedStatement update = connection.prepareStatement("update app_secrets set secret = ?, key_id = ?"
                        + " where id = ? and secret = ? and key_id is null and expires_at is not distinct from ?");
                ResultSet rows = plain.executeQuery()) {
            while (rows.next()) {
                String app = rows.getString(2);
                OffsetDateTime expires = rows.getObject(5, OffsetDateTime.class);
                Sealed it = cipher.seal(
                        Binding.secret(
                                app, rows.getObject(4, UUID.class), expires == null ? null : expires.toInstant()),
                        rows.getString(3));
                update.setString(1, it.text());
                update.setString(2, it.keyId());
                update.setLong(3, rows.getLong(1));
                update.setString(4, rows.getString(3));
                update.setObject(5, expires, Types.TIMESTAMP_WITH_TIMEZONE);
                sealed.merge(app, update.executeUpdate(), Integer::sum);
            }
        }
        return sealed;
    }

    /** Returns the number of encrypted webhook headers, by app. */
    private Map<String, Integer> sealHeaders(Connection connection) throws SQLException {
        Map<String, Integer> sealed = new TreeMap<>();
        try (PreparedStatement plain = connection.prepareStatement("select key, webhook_headers from apps where exists"
                        + " (select 1 from unnest(webhook_headers) as header where " + AtRest.KEY_OF_HEADER
                        + " is null)");
                PreparedStatement update = connection.prepareStatement(
                        "update apps set webhook_headers = ? where key = ? and webhook_headers = ?");
                ResultSet rows = plain.executeQuery()) {
            while (rows.next()) {
                WebhookColumns columns = new WebhookColumns();
                columns.headers = (String[]) rows.getArray(2).getArray();
                int count = columns.reencrypt(rows.getString(1), cipher);
                update.setArray(1, connection.createArrayOf("text", columns.headers));
                update.setString(2, rows.getString(1));
                update.setArray(3, rows.getArray(2));
                sealed.merge(rows.getString(1), count * update.executeUpdate(), Integer::sum);
            }
        }
        return sealed;
    }

    private static void tell(Map<String, Integer> sealed, String what) {
        sealed.forEach((app, count) -> LogContext.app(app)
                .log(() -> LOG.warnf(
                        "App %s had %d %s in plain text in the database; they are encrypted now, but backups may still contain them",
                        app, count, what)));
    }

    private static void tellOfFormerFormat(Connection connection) throws SQLException {
        try (PreparedStatement former = connection.prepareStatement(
                        "select count(*) from app_secrets where key_id is not null and secret not like 'v2:%'");
                ResultSet rows = former.executeQuery()) {
            if (rows.next() && rows.getLong(1) > 0) {
                LOG.warnf(
                        "%d secrets in the database are encrypted in the format of an earlier version; when"
                                + " all nodes run this version, run 'vask secrets reencrypt'",
                        rows.getLong(1));
            }
        }
    }
}
