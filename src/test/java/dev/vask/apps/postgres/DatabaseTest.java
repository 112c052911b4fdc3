package dev.vask.apps.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

    private static final String SOMEWHERE = "postgresql://db.example.com:5432/vask";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,         vask, secret, vask.database.url,      VASK_DATABASE_URL
            somewhere, -,    secret, vask.database.username, VASK_DATABASE_USERNAME
            somewhere, vask, -,      vask.database.password, VASK_DATABASE_PASSWORD""")
    void each_setting_that_a_cluster_needs_is_named_when_it_is_missing(
            String url, String username, String password, String setting, String variable) {
        assertThatThrownBy(() -> required(url == null ? null : SOMEWHERE, username, password))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("%s is not set, but vask.mode is cluster. Set %s to ", setting, variable);
    }

    @Test
    void credentials_in_the_address_are_rejected_and_not_repeated() {
        assertThatThrownBy(() -> required("postgresql://ada:hunter2@db.example.com/vask", "vask", "secret"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Invalid value for vask.database.url: must not contain a user or a password. Set VASK_DATABASE_USERNAME and"
                                + " VASK_DATABASE_PASSWORD instead.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SOMEWHERE,
                "postgresql://db.example.com/vask",
                "postgresql://10.0.0.1:6432/vask",
                "postgresql://[::1]:5432/vask",
                "postgresql://db.example.com:5432/vask?sslmode=require",
                "postgresql://db.example.com:5432/vask?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt",
            })
    void a_valid_address_is_not_changed(String text) {
        assertThat(required(text, "vask", "secret").url()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?application_name=x",
                "?sslmode=maybe",
                "?sslmode=",
                "?sslmode=verify-full",
                "?sslmode=verify-ca",
                "?user=ada&password=p",
            })
    void parameters_that_drivers_interpret_differently_are_rejected(String query) {
        assertThatThrownBy(() -> required(SOMEWHERE + query, "vask", "secret"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid value for vask.database.url: ")
                .hasMessageEndingWith(". The allowed parameters are sslmode (disable, allow, prefer,"
                        + " require, verify-ca, verify-full) and sslrootcert.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:5432",
                "db.example.com",
                "jdbc:postgresql://db.example.com/vask",
                "mysql://db.example.com/vask",
                "postgresql:///vask",
                "postgresql://db.example.com",
                "postgresql://db.example.com/",
                ":::",
                "postgresql://a b/vask",
            })
    void an_invalid_address_is_rejected_with_an_example(String text) {
        assertThatThrownBy(() -> new DatabaseUrl.Reader().convert(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be an address like " + SOMEWHERE);
    }

    private static DatabaseCredentials required(String url, String username, String password) {
        return DatabaseCredentials.of(new Settings(
                Optional.ofNullable(url).map(new DatabaseUrl.Reader()::convert),
                Optional.ofNullable(username),
                Optional.ofNullable(password),
                true,
                OptionalInt.empty(),
                Duration.ofSeconds(5)));
    }

    private record Settings(
            Optional<DatabaseUrl> url,
            Optional<String> username,
            Optional<String> password,
            boolean migrate,
            OptionalInt connections,
            Duration timeout)
            implements DatabaseConfig {}
}
