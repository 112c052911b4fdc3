package dev.vask.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vask.apps.App;
import dev.vask.apps.HistorySettings;
import dev.vask.protocol.Secret;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredAppTest {

    @Test
    void there_is_no_app_without_settings() {
        assertThat(ConfiguredApp.of(settings(null, null))).isEmpty();
    }

    @Test
    void a_key_and_a_secret_create_an_app_with_the_defaults() {
        assertThat(ConfiguredApp.of(settings("demo", "open-sesame")))
                .contains(App.withDefaults("demo", new Secret("open-sesame")));
    }

    @Test
    void the_switches_are_read() {
        App app = ConfiguredApp.of(new Settings(
                        Optional.of("demo"), Optional.empty(), Optional.of("open-sesame"), true, false, true))
                .orElseThrow();

        assertThat(app.clientEvents()).isTrue();
        assertThat(app.subscriptionCounts()).isFalse();
        assertThat(app.history()).isEqualTo(HistorySettings.ON);
    }

    @Test
    void a_key_without_a_secret_is_rejected() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfiguredApp.of(settings("demo", null)))
                .withMessage("vask.app.key is set, but vask.app.secret is not. Set VASK_APP_SECRET too.");
    }

    @Test
    void a_secret_without_a_key_is_rejected() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfiguredApp.of(settings(null, "open-sesame")))
                .withMessage("vask.app.secret is set, but vask.app.key is not. Set VASK_APP_KEY too.");
    }

    @Test
    void an_app_id_is_read_and_needs_a_key() {
        assertThat(ConfiguredApp.of(settings("demo", "1234", "open-sesame"))
                        .orElseThrow()
                        .appId())
                .isEqualTo("1234");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfiguredApp.of(settings(null, "1234", null)))
                .withMessage("vask.app.id is set, but vask.app.key is not. Set VASK_APP_KEY too.");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfiguredApp.of(settings("demo", "12 34", "open-sesame")))
                .withMessage("Invalid value for vask.app.id: '12 34', must be 1 to 64 characters of A-Z a-z 0-9 _ -");
    }

    @ParameterizedTest
    @ValueSource(strings = {"my app", "app/1", "ünlaut", "a\nb"})
    void an_invalid_key_is_rejected(String key) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConfiguredApp.of(settings(key, "open-sesame")))
                .withMessageContaining("must be 1 to 64 characters of A-Z a-z 0-9 _ -");
    }

    private static VaskConfig.FirstApp settings(String key, String secret) {
        return settings(key, null, secret);
    }

    private static VaskConfig.FirstApp settings(String key, String id, String secret) {
        return new Settings(
                Optional.ofNullable(key), Optional.ofNullable(id), Optional.ofNullable(secret), false, false, false);
    }

    private record Settings(
            Optional<String> key,
            Optional<String> id,
            Optional<String> secret,
            boolean clientEvents,
            boolean subscriptionCounts,
            boolean history)
            implements VaskConfig.FirstApp {}
}
