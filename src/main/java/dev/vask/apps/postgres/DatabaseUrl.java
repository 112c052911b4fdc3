package dev.vask.apps.postgres;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;

/**
 * Address of a Postgres database, {@code postgresql://host:port/name}; parameters such as {@code ?sslmode=require} may follow.
 *
 * @param uri the address as drivers take it
 */
public record DatabaseUrl(URI uri) {

    /** Refuses user and password in it, which not every driver takes from there. */
    void check() {
        if (uri.getRawUserInfo() != null) {
            throw new ConfigurationException("vask.database.url holds a user or a password: set VASK_DATABASE_USERNAME and"
                    + " VASK_DATABASE_PASSWORD instead");
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    /** Reads the setting. */
    public static final class Reader implements Converter<DatabaseUrl> {

        @Override
        public DatabaseUrl convert(String text) {
            URI uri = parsed(text);
            if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || uri.getPath().length() < 2) {
                throw wrong();
            }
            return new DatabaseUrl(uri);
        }

        private static URI parsed(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException e) {
                throw wrong();
            }
        }

        private static IllegalArgumentException wrong() {
            return new IllegalArgumentException(
                    "set VASK_DATABASE_URL to an address like postgresql://db.example.com:5432/vask");
        }
    }
}
