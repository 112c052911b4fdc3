package dev.vask.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPatternTest {

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,   https://app.example.com",
        "HTTPS://App.Example.com,   https://app.example.com",
        "https://app.example.com:443, https://app.example.com",
        "https://app.example.com,   https://app.example.com:443",
        "http://localhost:3000,     http://localhost:3000",
        "http://[::1]:8080,         http://[::1]:8080",
        "capacitor://localhost,     capacitor://localhost",
        "app.example.com,           https://app.example.com",
        "app.example.com,           http://app.example.com:8080",
        "app.example.com:8080,      http://app.example.com:8080",
        "*.example.com,             https://app.example.com",
        "*.example.com,             http://a.b.example.com:81",
        "https://*.example.com,     https://a.b.example.com"
    })
    void a_matching_origin_is_allowed(String pattern, String origin) {
        assertThat(OriginPattern.parse(pattern))
                .hasValueSatisfying(it -> assertThat(it.matches(origin)).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,   http://app.example.com",
        "https://app.example.com,   https://app.example.com:8443",
        "https://app.example.com,   https://app.example.com.evil.test",
        "https://app.example.com,   https://evil-app.example.com",
        "http://localhost:3000,     http://localhost:3001",
        "http://localhost:3000,     http://localhost",
        "app.example.com:8080,      http://app.example.com",
        "*.example.com,             https://example.com",
        "*.example.com,             https://badexample.com",
        "*.example.com,             https://app.example.com.evil.test",
        "https://*.example.com,     http://app.example.com",
        "app.example.com,           null",
        "app.example.com,           app.example.com",
        "*.example.com,             https://*.example.com",
        "app.example.com,           ''"
    })
    void any_other_origin_is_not_allowed(String pattern, String origin) {
        assertThat(OriginPattern.parse(pattern))
                .hasValueSatisfying(it -> assertThat(it.matches(origin)).isFalse());
    }

    @Test
    void an_origin_with_thousands_of_labels_is_not_allowed() {
        for (String origin : List.of(
                "https://" + "a.".repeat(50_000) + "example.com",
                "a".repeat(100_000) + "://x",
                "https://[" + ":".repeat(100_000) + "]",
                "https://" + "a".repeat(505))) {
            assertThat(OriginPattern.parse("*.example.com"))
                    .hasValueSatisfying(it -> assertThat(it.matches(origin)).isFalse());
            assertThat(OriginPattern.parse(origin)).isEmpty();
        }
    }

    @Test
    void an_origin_of_many_labels_is_allowed_up_to_512_characters() {
        String origin = "https://" + "a.".repeat(246) + "example.com";
        assertThat(OriginPattern.parse("*.example.com"))
                .hasValueSatisfying(it -> assertThat(it.matches(origin)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                ".example.com",
                "https://",
                "https://app.example.com/",
                "https://app.example.com/path",
                "app.*.com",
                "https://app.example.com:",
                "https://app.example.com:port",
                "https://a b",
                "https://user@example.com",
                "*example.com",
                "https:/example.com",
                "example..com",
                "example.com\n"
            })
    void an_invalid_pattern_is_rejected(String text) {
        assertThat(App.isOriginPattern(text)).isFalse();
    }
}
