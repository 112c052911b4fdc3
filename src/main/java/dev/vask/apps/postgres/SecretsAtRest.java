package dev.vask.apps.postgres;

import dev.vask.apps.postgres.SecretCipher.Sealed;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** What a start does for the secrets in the database. Blocks. */
final class SecretsAtRest {

    private static final Logger LOG = Logger.getLogger(SecretsAtRest.class);

    private final DataSource database;
    private final SecretCipher cipher;

    SecretsAtRest(DataSource database, SecretCipher cipher) {
        this.database = database;
        this.cipher = cipher;
    }

    /**
     * Encrypts those that are not, and looks whether all others can be decrypted. Instances may do so at once.
     *
     * @throws ConfigurationException if a key is missing; the message names it by its id
     */
    void prepare() {
        try (Connection connection = database.getConnection()) {
            checkKeys(connection);
            seal(connection);
        } catch (SQLException e) {
            throw new ConfigurationException("the secrets in the database could not be encrypted: " + e.getMessage());
        }
    }

    private void checkKeys(Connection connection) throws SQLException {
        TreeSet<String> unknown = new TreeSet<>();
        try (PreparedStatement used = connection.prepareStatement(
                        "select distinct key_id from app_secrets where key_id is not null");
                ResultSet ids = used.executeQuery()) {
            while (ids.next()) {
                unknown.add(ids.getString(1));
            }
        }
        unknown.removeAll(cipher.ids());
        if (!unknown.isEmpty()) {
            throw new ConfigurationException(("secrets in the database are encrypted under the keys %s, which vask.secrets.key does"
                            + " not hold: add them to VASK_SECRETS_KEY, after a comma")
                    .formatted(unknown));
        }
    }

    private void seal(Connection connection) throws SQLException {
        int sealed = 0;
        try (PreparedStatement plain = connection.prepareStatement(
                        "select id, app_key, secret from app_secrets where key_id is null");
                // Whoever changed the row meanwhile has the last word.
                PreparedStatement update = connection.prepareStatement(
                        "update app_secrets set secret = ?, key_id = ? where id = ? and secret = ? and key_id is null");
                ResultSet rows = plain.executeQuery()) {
            while (rows.next()) {
                Sealed it = cipher.seal(rows.getString(2), rows.getString(3));
                update.setString(1, it.text());
                update.setString(2, it.keyId());
                update.setLong(3, rows.getLong(1));
                update.setString(4, rows.getString(3));
                sealed += update.executeUpdate();
            }
        }
        if (sealed > 0) {
            LOG.infof("%d secrets in the database are encrypted now", sealed);
        }
    }
}
