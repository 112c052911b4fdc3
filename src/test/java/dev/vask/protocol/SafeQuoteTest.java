package dev.vask.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SafeQuoteTest {

    @Test
    void short_printable_text_is_kept() {
        assertThat(SafeQuote.of("a ~#'\"<>")).isEqualTo("a ~#'\"<>");
        assertThat(SafeQuote.of("x".repeat(60))).hasSize(60).doesNotContain("...");
    }

    @Test
    void long_text_is_truncated() {
        assertThat(SafeQuote.of("x".repeat(61))).isEqualTo("x".repeat(60) + "...");
    }

    @Test
    void nonprintable_characters_are_replaced() {
        assertThat(SafeQuote.of("a\nb\u001b[31m\u007fé\0")).isEqualTo("a?b?[31m???");
    }

    @Property
    void any_quote_is_short_and_printable(@ForAll String text) {
        assertThat(SafeQuote.of(text)).hasSizeLessThanOrEqualTo(63).matches("[\\x20-\\x7e]*");
    }
}
