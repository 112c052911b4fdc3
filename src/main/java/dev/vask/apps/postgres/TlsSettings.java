package dev.vask.apps.postgres;

import dev.vask.protocol.SafeQuote;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of the database connection, as parameters of the address. The driver for migrations reads them from there
 * itself. As usual with Postgres, only the {@code verify-} modes check the server's certificate.
 *
 * @param mode     {@code sslmode}
 * @param rootCert {@code sslrootcert}: file of the certificates to trust
 */
record TlsSettings(SslMode mode, @Nullable String rootCert) {

    private static final String MODE = "sslmode";
    private static final String ROOT_CERT = "sslrootcert";
    private static final String MODES =
            Arrays.stream(SslMode.values()).map(mode -> mode.value).collect(Collectors.joining(", "));

    /**
     * Parses the query of an address, null if it has none.
     *
     * @throws ConfigurationException if it has other parameters, or is incomplete
     */
    static TlsSettings of(@Nullable String query) {
        Map<String, String> parameters = parameters(query);
        SslMode mode = mode(parameters.remove(MODE));
        String rootCert = parameters.remove(ROOT_CERT);
        if (!parameters.isEmpty()) {
            throw wrong("unknown parameter '%s'"
                    .formatted(SafeQuote.of(parameters.keySet().iterator().next())));
        }
        if (verifies(mode) && rootCert == null) {
            throw wrong("sslmode=%s needs sslrootcert= with a file of trusted certificates".formatted(mode.value));
        }
        return new TlsSettings(mode, rootCert);
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return parameters;
    }

    private static SslMode mode(@Nullable String value) {
        if (value == null) {
            return SslMode.PREFER;
        }
        return Arrays.stream(SslMode.values())
                .filter(mode -> mode.value.equals(value))
                .findFirst()
                .orElseThrow(() -> wrong("unknown sslmode " + SafeQuote.of(value)));
    }

    private static ConfigurationException wrong(String what) {
        return new ConfigurationException(
                "Invalid value for vask.database.url: %s. The allowed parameters are sslmode".formatted(what) + " ("
                        + MODES + ") and sslrootcert.");
    }

    private static boolean verifies(SslMode mode) {
        return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
    }

    PgConnectOptions applyTo(PgConnectOptions options) {
        options.setSslMode(mode).setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        return rootCert == null
                ? options.setTrustAll(true)
                : options.setPemTrustOptions(new PemTrustOptions().addCertPath(rootCert));
    }
}
