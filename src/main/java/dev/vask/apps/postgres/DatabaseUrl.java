package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Address of a Postgres database: {@code postgresql://host:port/name}, with {@code ?sslmode=} and {@code sslrootcert=} for TLS.
 *
 * @param uri the address as set, without user and password
 */
public record DatabaseUrl(URI uri) {

    private static final int DEFAULT_PORT = 5432;

    String host() {
        return uri.getHost();
    }

    int port() {
        return uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
    }

    String database() {
        return uri.getPath().substring(1);
    }

    /**
     * The TLS settings of the address.
     *
     * @throws ConfigurationException if it has a user, a password or unknown parameters
     */
    TlsSettings encryption() {
        if (uri.getRawUserInfo() != null) {
            throw new ConfigurationException(
                    "Invalid value for vask.database.url: must not contain a user or a password. Set VASK_DATABASE_USERNAME and"
                            + " VASK_DATABASE_PASSWORD instead.");
        }
        return TlsSettings.of(uri.getQuery());
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    /** Converts the setting. */
    public static final class Reader implements Converter<DatabaseUrl> {

        private static final String JDBC = "jdbc:";

        @Override
        public DatabaseUrl convert(String text) {
            URI uri = parsed(text);
            if (!"postgresql".equals(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getPath().length() < 2) {
                throw wrong(text);
            }
            return new DatabaseUrl(uri);
        }

        private static URI parsed(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw wrong(text);
            }
        }

        private static IllegalArgumentException wrong(String text) {
            String form = "must be an address like postgresql://db.example.com:5432/vask";
            return new IllegalArgumentException(text.startsWith(JDBC) ? form + ", without '" + JDBC + "'" : form);
        }
    }
}
